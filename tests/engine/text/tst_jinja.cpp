#include "jinja/template.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace kvscope;
using jinja::Dict;
using jinja::List;
using jinja::Value;

namespace {

using Json = nlohmann::ordered_json;

Value value_of(const Json &json)
{
    if (json.is_null()) {
        return Value::none();
    }
    if (json.is_boolean()) {
        return Value::boolean(json.get<bool>());
    }
    if (json.is_number()) {
        return Value::integer(json.get<std::int64_t>());
    }
    if (json.is_string()) {
        return Value::text(json.get<std::string>());
    }
    if (json.is_array()) {
        List items;
        for (const Json &item : json) {
            items.push_back(value_of(item));
        }
        return Value::list(std::move(items));
    }
    Dict members;
    for (const auto &[key, value] : json.items()) {
        members.emplace_back(key, value_of(value));
    }
    return Value::dict(std::move(members));
}

Dict globals_of(const Json &common, const Json &input)
{
    Dict globals;
    for (const Json *part : {&common, &input}) {
        for (const auto &[key, value] : part->items()) {
            globals.emplace_back(key, value_of(value));
        }
    }
    return globals;
}

Json fixture()
{
    std::ifstream file(KVSCOPE_TEST_DATA "/templates/cases.json");
    return Json::parse(file);
}

Dict one_turn()
{
    return {{"messages", Value::list({Value::dict({{"role", Value::text("user")}, {"content", Value::text("hi")}})})},
            {"bos_token", Value::text("<s>")}};
}

/// The error of parsing or rendering; empty when there is none.
QString failureOf(const std::string &text)
{
    const auto parsed = jinja::Template::parse(text);
    if (parsed.has_error()) {
        return QString::fromStdString(parsed.error().message);
    }
    const auto rendered = parsed.value().render(one_turn());
    return rendered.has_error() ? QString::fromStdString(rendered.error().message) : QString();
}

} // namespace

/// The interpreter of chat templates: equal to Jinja on what it knows, and closed to everything else.
class TestJinja : public QObject {
    Q_OBJECT

private slots:
    void rendersWhatJinjaRenders_data()
    {
        QTest::addColumn<int>("index");
        const Json cases = fixture()["cases"];
        QVERIFY(cases.size() >= 15);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            QTest::newRow(cases[i]["name"].get<std::string>().c_str()) << static_cast<int>(i);
        }
    }

    void rendersWhatJinjaRenders()
    {
        QFETCH(int, index);
        const Json document = fixture();
        const Json &item = document["cases"][static_cast<std::size_t>(index)];
        const auto parsed = jinja::Template::parse(item["template"].get<std::string>());
        QVERIFY2(parsed.has_value(), parsed.has_error() ? parsed.error().message.c_str() : "");
        QVERIFY(item["expected"].size() >= 3);
        for (const auto &[name, expected] : item["expected"].items()) {
            const auto text = parsed.value().render(globals_of(document["common"], document["inputs"][name]));
            QVERIFY2(text.has_value(), text.has_error() ? text.error().message.c_str() : "");
            QCOMPARE(QString::fromStdString(text.value()), QString::fromStdString(expected.get<std::string>()));
        }
    }

    void refusesWhatItDoesNotSupport_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *text, const char *reason) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(reason);
        };
        row("{% include 'x' %}", "not supported");
        row("{% import 'x' as y %}", "not supported");
        row("{% extends 'x' %}", "not supported");
        row("{% block b %}{% endblock %}", "not supported");
        row("{{ messages.__class__ }}{{ messages.__class__.__mro__ }}", "undefined");
        row("{{ ''.__class__() }}", "__class__");
        row("{{ messages.append(1) }}", "append");
        row("{{ 'a'.format('b') }}", "format");
        row("{{ cycler('a') }}", "cycler");
        row("{{ strftime_now('%d') }}", "strftime_now");
        row("{{ 1 / 2 }}", "fraction");
        row("{{ 1.5 }}", "fractions");
        row("{{ 7 // 0 }}", "divides by 0");
        row("{{ messages }}", "prints a list");
        row("{{ 'ß'|upper }}", "ASCII");
        row("{{ x.y }}", "\"x\", which is undefined");
        row("{{ 'a' + 1 }}", "needs a text");
        row("{{ 1 | nosuch }}", "nosuch");
        row("{{ 1 is nosuch }}", "nosuch");
        row("{{ 'a' * 99999999 * 99999999 }}", "MiB");
        row("{% set ns = namespace(a=1) %}{% set ns.b = ns %}", "namespace");
        row("{% set ns = namespace(a=1) %}{% set ns.b = [ns] %}", "namespace");
        row("{{ raise_exception('No system role') }}", "No system role");
        row("{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}", "too deeply");
        row("{{ 9223372036854775807 + 1 }}", "too large");
        row("{{ range(1000000000) }}", "range");
        row("a\n{{ bad bad }}", "line 2");
        row("{% if true %}", "endif");
        row("{% endfor %}", "not begun");
        row("{{ 'open }}", "not closed");
        row("{# open", "not closed");
        row("{{ ( }}", "not closed");
        row("{{ {1: 2} }}", "a key");
    }

    void refusesWhatItDoesNotSupport()
    {
        QFETCH(QString, text);
        QFETCH(QString, reason);
        const QString failure = failureOf(text.toStdString());
        QVERIFY2(failure.contains(reason), qPrintable("got: " + failure));
    }

    void staysWithinItsLimits_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("endless loops")
            << "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
        QTest::newRow("output") << "{% for a in range(99999) %}" + QString(200, 'x') + "{% endfor %}";
        QTest::newRow("doubling text")
            << "{% set n = namespace(t='x') %}{% for a in range(99) %}{% set n.t = n.t ~ n.t %}{% endfor %}";
        QTest::newRow("doubling list") << "{% set n = namespace(t=[1]) %}{% for a in range(99) %}"
                                          "{% set n.t = [n.t, n.t] %}{% endfor %}{{ n.t == n.t }}";
        QTest::newRow("deep list")
            << "{% set n = namespace(t=[]) %}{% for a in range(99999) %}{% set n.t = [n.t] %}{% endfor %}";
        QTest::newRow("reading again and again")
            << "{% set t = 'x' * 100000 %}{% for a in range(99999) %}{% set l = t|length %}{% endfor %}";
        QTest::newRow("brackets") << "{{ " + QString(5000, '(') + "1" + QString(5000, ')') + " }}";
        QTest::newRow("signs") << "{{ " + QString(5000, '-') + "1 }}";
        QTest::newRow("chain") << "{{ 1" + QString("+1").repeated(5000) + " }}";
        QTest::newRow("members") << "{{ a" + QString(".a").repeated(5000) + " }}";
        QTest::newRow("filters") << "{{ 'a'" + QString("|trim").repeated(5000) + " }}";
        QTest::newRow("nested blocks") << QString("{% if true %}").repeated(5000);
        QTest::newRow("elif") << "{% if 0 %}" + QString("{% elif 0 %}").repeated(5000) + "{% endif %}";
        QTest::newRow("size") << QString(300000, 'x');
    }

    void staysWithinItsLimits()
    {
        QFETCH(QString, text);
        QVERIFY(!failureOf(text.toStdString()).isEmpty());
    }

    void everyCutAndEveryChangedByteIsRenderedOrRefused()
    {
        const Json document = fixture();
        for (const Json &item : document["cases"]) {
            const std::string text = item["template"];
            for (std::size_t size = 0; size < text.size(); size += 7) {
                failureOf(text.substr(0, size));
                std::string changed = text;
                changed[size] = "{}%#|.()[]'-"[size % 12];
                failureOf(changed);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestJinja)
#include "tst_jinja.moc"
