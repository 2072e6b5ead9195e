import os

from builds import find_build, list_builds, report_build, summary_of
from checks import check_source, count_checks
from flask import Flask, Response, jsonify, request
from releases import cancel_release, plan_release
from reports import read_line
from streams import follow
from titles import find_title, read_title
from waits import count_waits, wait_for_build

app = Flask(__name__)


@app.post("/builds")
def post_build():
    build = request.get_json()
    return jsonify(number=report_build(build["project"], build["commit"], build["log"])), 201


@app.get("/builds")
def get_builds():
    return jsonify(list_builds())


@app.get("/builds/<int:number>/log")
def get_log(number):
    build = find_build(number)
    if build is None:
        return jsonify(error="no such build, or not any more"), 404
    return Response(build["log"], content_type="text/plain; charset=utf-8")


@app.get("/reports/<commit>")
def get_report(commit):
    line = read_line(commit, int(request.args["line"]))
    return (jsonify(error="no such line"), 404) if line is None else jsonify(line=line)


@app.post("/waits")
def post_wait():
    wait = request.get_json()
    build = wait_for_build(wait["commits"], wait["waitMs"])
    return ("", 204) if build is None else jsonify(summary_of(build))


@app.get("/waits")
def get_waits():
    return jsonify(count_waits())


@app.get("/projects/<project>/stream")
def get_stream(project):
    return Response(follow(project), content_type="text/event-stream", headers={"cache-control": "no-store"})


@app.post("/releases")
def post_release():
    release = request.get_json()
    return jsonify(id=plan_release(release["notes"], release["afterMs"])), 201


@app.delete("/releases/<id>")
def delete_release(id):
    return "", 204 if cancel_release(id) else 404


@app.post("/checks")
def post_check():
    return jsonify(verdict=check_source(request.get_json()["source"]))


@app.get("/checks")
def get_checks():
    return jsonify(count_checks())


@app.get("/pages/<page>")
def get_page(page):
    return jsonify(title=read_title(page))


@app.get("/titles/<page>")
def get_title(page):
    title = find_title(page)
    return (jsonify(error="nobody has looked at it"), 404) if title is None else jsonify(title=title)


@app.errorhandler(Exception)
def show_error(error):
    """Whatever goes wrong here is somebody else's service."""
    print(error, flush=True)
    return jsonify(error=str(error)), getattr(error, "code", 502)


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
