#pragma once

class QWidget;

namespace kvscope {

/// Lets the Tab key go through `page` as its layouts stand: row by row, from the left. Qt's own order is that in which
/// the fields were made, and puts whatever is made later at the end: call it again then.
void setTabOrderByLayout(QWidget *page);

} // namespace kvscope
