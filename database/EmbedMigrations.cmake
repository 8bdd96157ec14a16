# kvscope_embed_migrations(<out var> <files…>)
# Writes a source file with `std::span<const Migration> migrations()` over NNNN_*.sql, ascending; NNNN is the schema version that
# the file leads to. Numbers without gaps are checked here, so that a mistake shows at configure time.
function(kvscope_embed_migrations out)
  set(files ${ARGN})
  list(SORT files)
  set(entries "")
  set(expected 1)
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(REGEX MATCH "^[0-9][0-9][0-9][0-9]_" prefix ${name})
    string(REGEX REPLACE "^0*([0-9]+)_.*$" "\\1" version ${name})
    if(NOT prefix OR NOT version EQUAL expected)
      message(FATAL_ERROR "${file}: migrations are named NNNN_what.sql, numbered from 0001 without gaps")
    endif()
    math(EXPR expected "${expected} + 1")
    file(READ ${file} sql)
    string(APPEND entries "    Migration{${version}, \"${name}\", R\"sql(${sql})sql\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  set(table ${CMAKE_CURRENT_BINARY_DIR}/migrations.cpp)
  file(CONFIGURE OUTPUT ${table} CONTENT "// Generated from migrations/*.sql.
#include \"schema.h\"

#include <array>

namespace kvscope {

std::span<const Migration> migrations()
{
    static constexpr std::array table{
${entries}    };
    return table;
}

} // namespace kvscope
" @ONLY)
  set(${out} ${table} PARENT_SCOPE)
endfunction()
