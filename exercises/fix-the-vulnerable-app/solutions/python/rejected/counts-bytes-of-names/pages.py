"""The templates. Jinja escapes everything that they show, because their names end in .html."""

from urllib.parse import urlsplit

from jinja2 import DictLoader

TEMPLATES = {
    "layout.html": """{% from "macros.html" import form_token with context -%}
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{% block title %}{% endblock %} – Help desk</title></head>
<body>
{% if g.user %}<nav>
<a href="/tickets">Tickets</a> <a href="/house">My house</a> <a href="/profile">{{ g.user.display_name }}</a>
<form method="post" action="/logout">{{ form_token() }}<button>Log out</button></form>
</nav>{% endif %}
{% block content %}{% endblock %}
</body>
</html>""",
    "macros.html": """
{%- macro form_token() %}<input type="hidden" name="form_token" value="{{ g.user.form_token }}">{% endmacro %}
{%- macro table(tickets) %}<table id="tickets">
{% for ticket in tickets -%}
<tr data-id="{{ ticket.id }}"><td><a href="/tickets/{{ ticket.id }}">{{ ticket.subject }}</a></td><td>{{ ticket.status }}</td></tr>
{% endfor %}</table>{% endmacro %}""",
    "error.html": """{% extends "layout.html" %}
{% block title %}Sorry{% endblock %}
{% block content %}<p id="error">{{ message }}</p>{% endblock %}""",
    "login.html": """{% extends "layout.html" %}
{% block title %}Log in{% endblock %}
{% block content %}<form method="post" action="/login"><input name="name"><input type="password" name="password"><button>Log in</button></form>
<form method="post" action="/register"><input name="name"><input type="password" name="password"><input name="display_name"><button>Register</button></form>{% endblock %}""",
    "tickets.html": """{% extends "layout.html" %}
{% from "macros.html" import form_token, table with context %}
{% block title %}Tickets{% endblock %}
{% block content %}<form method="get" action="/tickets">
<input name="q" value="{{ q }}">
<input type="hidden" name="sort" value="{{ sort }}"><input type="hidden" name="order" value="{{ order }}">
<button>Search</button>
</form>
<p>{{ tickets | length }} tickets that contain “{{ q }}”</p>
{{ table(tickets) }}
<form method="post" action="/tickets">{{ form_token() }}<input name="subject"><textarea name="body"></textarea><button>Open a ticket</button></form>{% endblock %}""",
    "house.html": """{% extends "layout.html" %}
{% from "macros.html" import table with context %}
{% block title %}My house{% endblock %}
{% block content %}<h1>{{ g.user.house }}</h1>
{{ table(tickets) }}{% endblock %}""",
    "ticket.html": """{% extends "layout.html" %}
{% from "macros.html" import form_token with context %}
{% block title %}{{ ticket.subject }}{% endblock %}
{% block content %}{% set path = "/tickets/%d" | format(ticket.id) %}
<h1 id="subject">{{ ticket.subject }}</h1>
<p>by
{%- if ticket.website is web_address %} <a id="author" title="{{ ticket.house }}" href="{{ ticket.website }}">{{ ticket.display_name }}</a>
{%- else %} <span id="author" title="{{ ticket.house }}">{{ ticket.display_name }}</span>
{%- endif %}, <span id="status">{{ ticket.status }}</span></p>
<p id="body">{{ ticket.body }}</p>
<ul id="comments">
{% for comment in comments %}<li><b>{{ comment.display_name }}</b> <span>{{ comment.text }}</span></li>
{% endfor %}</ul>
<ul id="attachments">
{% for name in attachments %}<li><a href="{{ path }}/attachment?{{ {"name": name} | urlencode }}">{{ name }}</a></li>
{% endfor %}</ul>
<form method="post" action="{{ path }}/comments">{{ form_token() }}<textarea name="text"></textarea><button>Comment</button></form>
<form method="post" action="{{ path }}/attachments">{{ form_token() }}<input name="name"><textarea name="content"></textarea><button>Attach</button></form>
<form method="post" action="{{ path }}/close">{{ form_token() }}<button>Close</button></form>
<script type="application/json" id="ticket">{{ {"id": ticket.id, "subject": ticket.subject, "body": ticket.body, "status": ticket.status} | tojson }}</script>{% endblock %}""",
    "profile.html": """{% extends "layout.html" %}
{% from "macros.html" import form_token with context %}
{% block title %}Profile{% endblock %}
{% block content %}<p>The code of your front door is <span id="door-code">{{ g.user.door_code }}</span>.</p>
<form method="post" action="/profile">{{ form_token() }}<input name="display_name" value="{{ g.user.display_name }}">
<input name="house" value="{{ g.user.house }}">
<input name="website" value="{{ g.user.website }}">
<button>Save</button></form>{% endblock %}""",
}


def use_templates(app):
    app.jinja_loader = DictLoader(TEMPLATES)
    app.jinja_env.tests["web_address"] = is_web_address


def is_web_address(text):
    """Escaping keeps an address within its attribute. What happens on a click is decided by its scheme."""
    return text.lower().startswith(("http://", "https://"))
