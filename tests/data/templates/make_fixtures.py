"""Writes cases.json beside this file: chat templates in the styles that models use, and what Jinja renders from them.

    python3 -m venv oracle && oracle/bin/pip install jinja2==3.1.6
    oracle/bin/python make_fixtures.py

The environment is the one that transformers compiles chat templates with (utils/chat_template_utils.py): sandbox, trim_blocks,
lstrip_blocks, loop controls, a `tojson` that is json.dumps without ASCII escapes, and `raise_exception`. All templates were written
for this purpose.
"""

import json
import pathlib

import jinja2
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

USER = [{"role": "user", "content": "What is 2 + 2?"}]
CHAT = [{"role": "system", "content": " Be brief. "}, {"role": "user", "content": "  Hi,\nwho are you? "},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nA model."}, {"role": "user", "content": "Größe: 5 µm 👍🏽 <b>&amp;</b>"}]
TOOLS = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}, "x": None, "ok": True}}}]

TEMPLATES = {
    "im tags": "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
    "default system first": "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou help.<|im_end|>\\n' }}{% endif %}{{ '<|im_start|>' ~ message.role ~ '\\n' ~ message.content ~ '<|im_end|>\\n' }}{% endfor %}",
    "headers with trim": "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|head|>' + message['role'] + '<|/head|>\\n\\n' + message['content'] | trim + '<|eot|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{{ '<|head|>assistant<|/head|>\\n\\n' }}",
    "inst alternation": "{{ bos_token }}{% for message in messages if message['role'] != 'system' %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'].strip() + ' [/INST]' }}{% else %}{{ ' ' + message['content'].strip() + eos_token }}{% endif %}{% endfor %}",
    "turns with role names": "{{ bos_token }}\n{%- for message in messages %}\n    {%- if message['role'] == 'assistant' %}\n        {%- set role = 'model' %}\n    {%- else %}\n        {%- set role = message['role'] %}\n    {%- endif %}\n    {{- '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}\n{%- endfor %}\n{%- if add_generation_prompt %}\n    {{- '<start_of_turn>model\\n' }}\n{%- endif %}\n",
    "lines and indents": "{% for message in messages %}\n  {% if message.role == 'user' %}\n    User: {{ message.content }}\n  {% elif message.role == 'assistant' %}\n    Bot: {{ message.content }}\n  {% else %}\n    -- {{ message.content }}\n  {% endif %}\n{% endfor %}\nBot:\n",
    "thinking is cut": "{%- for message in messages %}{%- set content = message.content %}{%- if message.role == 'assistant' and '</think>' in content %}{%- set content = content.split('</think>')[-1].lstrip('\\n') %}{%- endif %}{{- '[' + message.role + ']' + content + '\\n' }}{%- endfor %}{{- '[assistant]<think>\\n' }}",
    "namespace finds the last question": "{%- set ns = namespace(last=0, found=false) %}{%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}{%- if not ns.found and message.role == 'user' and message.content is string and not (message.content.startswith('<tool>') and message.content.endswith('</tool>')) %}{%- set ns.found = true %}{%- set ns.last = index %}{%- endif %}{%- endfor %}{{ ns.last }}{% for message in messages %}{% if loop.index0 >= ns.last %}|{{ message.content }}{% endif %}{% endfor %}",
    "tools when there are": "{%- if tools %}{{- '# Tools\\n' }}{%- for tool in tools %}{{- tool | tojson }}{{- '\\n' }}{%- endfor %}{{- tools | tojson(indent=2) }}{%- else %}{{- 'none\\n' }}{%- endif %}{%- for message in messages %}{{ message | tojson }}\n{% endfor %}",
    "system taken apart": "{%- if messages[0]['role'] == 'system' -%}{%- set system = messages[0]['content'] -%}{%- set rest = messages[1:] -%}{%- else -%}{%- set system = 'No system.' -%}{%- set rest = messages -%}{%- endif -%}<<{{ system }}>>{%- for m in rest -%}{{ '\\n' if not loop.first else ' ' }}{{ m.role|upper }}: {{ m.content|trim|replace('\\n', ' / ') }}{%- endfor -%}",
    "counting and flags": "{% for m in messages %}{{ loop.index }}/{{ loop.length }} {{ loop.revindex }} {{ loop.first }} {{ loop.last }} {{ loop.previtem.role if loop.previtem is defined else '-' }}>{{ loop.nextitem.role if loop.nextitem is defined else '-' }};{% endfor %}{{ messages|length }}{{ none }}{{ true and 3 or 4 }}{{ 7 // 2 }}{{ -7 // 2 }}{{ -7 % 3 }}{{ 2 * 3 + 1 }}{{ 'ab' * 3 }}{{ 1 < 2 < 3 }}",
    "defaults": "{{ missing|default('d') }}{{ missing }}[{{ system|d('s', true) }}]{% if tools is not none and tools is defined %}T{% else %}N{% endif %}{% if date_string is not defined %}{% set date_string = '26 Jul' %}{% endif %}{{ date_string }}{{ '' or 'empty' }}{{ (messages|first).role }}{{ (messages|last)['role'] }}{{ messages[-1].content[:4] }}{{ messages[0].content[-3:] }}{{ messages[5] is defined }}",
    "selections": "{% set users = messages|selectattr('role', 'equalto', 'user')|list %}{{ users|length }}{{ messages|rejectattr('role', 'equalto', 'user')|map(attribute='role')|join(', ') }}|{{ messages|map(attribute='role')|list|length }}|{{ ['a', 'b', 'c']|join('-') }}|{{ 'abc'|list|reverse|join }}|{{ 'abc'|reverse }}|{{ 'user' in messages|map(attribute='role') }}",
    "dictionaries": "{% set names = {'user': 'Human', 'assistant': 'AI'} %}{% for key, value in names.items() %}{{ key }}={{ value }};{% endfor %}{% for m in messages %}{{ names.get(m.role, m.role|capitalize) }}: {{ names[m.role] if m.role in names else '?' }}\n{% endfor %}{{ names.keys()|list|length }}{{ names|length }}{% for k in names %}{{ k }}{% endfor %}",
    "macros": "{% macro turn(role, content, end='<e>') %}<{{ role }}>{{ content|trim }}{{ end }}{% endmacro %}{% for m in messages %}{{ turn(m.role, m.content) }}{{ turn('x', content=m.role, end='.') }}{% endfor %}",
    "break and continue": "{% for m in messages %}{% if m.role == 'system' %}{% continue %}{% endif %}{{ m.role }};{% if loop.index > 2 %}{% break %}{% endif %}{% endfor %}{% for x in [] %}never{% else %}nothing{% endfor %}",
    "set blocks and scopes": "{% set greeting %}Hello {{ messages[0].role }}{% endset %}{{ greeting }}{% set x = 1 %}{% for m in messages %}{% set x = x + 1 %}{{ x }}{% endfor %}{{ x }}{% if true %}{% set x = 9 %}{% endif %}{{ x }}",
    "white space control": "a {%- if true %}  b  {% endif -%}  \n\n c {# a comment #}\n d {#- another -#} e {{- ' f ' -}} g\n   {% if true %}\n h\n   {%+ if true %} i {% endif %}\n j {% endif %} k\n",
    "tests": "{% for v in [1, 'a', none, true, [1], {'k': 1}] %}{{ v is string }}{{ v is number }}{{ v is none }}{{ v is boolean }}{{ v is mapping }}{{ v is iterable }}{{ v is sequence }} {% endfor %}{{ 3 is odd }}{{ 4 is even }}{{ 9 is divisibleby 3 }}{{ 'a' is in ['a'] }}{{ 'b' is not in ['a'] }}{{ x is undefined }}{{ 1 is eq 1 }}{{ 5 is integer }}",
    "text methods": "{{ ' a b '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'a,b,,c'.split(',')|join(';') }}|{{ ' a  b '.split()|join(';') }}|{{ 'a-b-c'.split('-', 1)|last }}|{{ 'abc'.replace('b', 'BB') }}|{{ 'aBc'.upper() }}{{ 'aBc'.lower() }}{{ 'hello world'|title }}{{ 'ab cd'.title() if false else '' }}|{{ 'abc'.startswith(('x', 'a')) }}{{ '日本語'[1] }}{{ '日本語'|length }}{{ 'é'|length }}{{ 'abcdef'[::2] }}{{ 'abcdef'[-2:0:-1] }}|{{ '12'|int + 1 }}{{ 5|string + '!' }}",
    "escapes": "{{ 'it\\'s' }} {{ \"say \\\"hi\\\"\" }} {{ 'tab\\there' }} {{ 'back\\\\slash' }} {{ '{{ no }}' }} {{ 'line\nbreak' }} {{ 'a' 'b' }} }} %} {{ '%}' }} {{ {'a': {'b': 1}}['a']['b'] }}",
    "conditional chains": "{% set n = messages|length %}{% if n == 0 %}zero{% elif n == 1 %}one{% elif n == 2 %}two{% elif n < 5 %}few{% else %}many{% endif %}{{ 'a' if n > 3 else 'b' if n > 1 else 'c' }}{{ not n == 1 and n != 2 }}{{ ('x' if n == 99) }}{% if messages and messages[0] and not tools %}ok{% endif %}",
    "content in parts": "{% for m in messages %}{% if m.content is string %}{{ m.content }}{% else %}{% for part in m.content %}{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% endif %}{% endfor %}",
    "generation block": "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}{% endgeneration %}{% else %}{{ m.content }}{% endif %}{% endfor %}",
    "ranges": "{% for i in range(3) %}{{ i }}{% endfor %}{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}{{ range(4)|list|length }}{{ 10 - 3 - 2 }}{{ (2 + 3) ~ 'x' }}{{ 'n=' ~ 3 }}{{ [1, 2] + [3] == [1, 2, 3] }}{{ 'b' > 'a' }}{{ True == 1 }}",
}


def environment():
    class Generation(jinja2.ext.Extension):
        tags = {"generation"}

        def parse(self, parser):
            line = next(parser.stream).lineno
            body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
            return jinja2.nodes.Scope(body, lineno=line)

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(value, ensure_ascii=False, indent=None):
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)

    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    return env


def main():
    env = environment()
    inputs = {"user": {"messages": USER, "tools": None}, "chat": {"messages": CHAT, "tools": None}, "tools": {"messages": CHAT[:2], "tools": TOOLS}}
    common = {"add_generation_prompt": True, "documents": None, "bos_token": "<s>", "eos_token": "</s>"}
    cases = []
    for name, template in TEMPLATES.items():
        compiled = env.from_string(template)
        cases.append({"name": name, "template": template,
                      "expected": {key: compiled.render(**common, **value) for key, value in inputs.items()}})
    document = {"common": common, "inputs": inputs, "cases": cases}
    path = pathlib.Path(__file__).parent / "cases.json"
    path.write_text(json.dumps(document, ensure_ascii=True, indent=1) + "\n")
    print(len(cases), "templates")


if __name__ == "__main__":
    main()
