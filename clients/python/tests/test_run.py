from __future__ import annotations

import pytest

import minimesos


def test_a_command_runs_as_a_task(mesos_cluster: minimesos.Cluster) -> None:
    agent = mesos_cluster.agents[0]
    result = mesos_cluster.run(
        "echo $GREETING; echo oh >&2; exit 3",
        name="greet",
        environment={"GREETING": "hello"},
        resources="cpus:0.5;mem:64",
        agent=agent,
    )
    assert (result.stdout, result.stderr, result.exit_code, result.state) == ("hello\n", "oh\n", 3, "TASK_FAILED")
    assert not result.ok
    assert result.agent_id == agent.id
    assert result.timings["total"] > 0
    [task] = mesos_cluster.tasks(name="greet", agent=agent, state=["TASK_FAILED", "TASK_FINISHED"])
    assert task["resources"]["cpus"] == 0.5


def test_a_program_gets_its_arguments_as_they_are(mesos_cluster: minimesos.Cluster) -> None:
    assert mesos_cluster.run(["printf", "%s.", "a b", "$HOME"]).stdout == "a b.$HOME."


def test_output_comes_while_the_command_runs(mesos_cluster: minimesos.Cluster) -> None:
    parts: list[tuple[str, str]] = []
    running: list[bool] = []

    def take(text: str, stream: str) -> None:
        parts.append((text, stream))
        running.append(bool(mesos_cluster.tasks(state="TASK_RUNNING")))
        if text == "first\n":
            # Nothing else ends the command.
            task = mesos_cluster.tasks(state="TASK_RUNNING")[0]
            mesos_cluster.kill_task(task["id"])

    result = mesos_cluster.run("echo first; sleep 1000", on_output=take)
    assert parts[0] == ("first\n", "stdout")
    assert running[0]
    assert result.stdout == "first\n"
    assert result.state == "TASK_KILLED"


def test_an_exception_of_the_callback_ends_the_run(mesos_cluster: minimesos.Cluster) -> None:
    def fail(text: str, stream: str) -> None:
        raise KeyError(text)

    with pytest.raises(KeyError):
        mesos_cluster.run("echo first; sleep 1000", on_output=fail)
    mesos_cluster.wait_for_tasks(1, state="TASK_KILLED")


def test_failures_are_errors_when_that_is_wanted(mesos_cluster: minimesos.Cluster) -> None:
    for on_output in (None, lambda *_: None):
        with pytest.raises(minimesos.MinimesosError) as caught:
            mesos_cluster.run("echo why; exit 1", check=True, on_output=on_output)
        assert caught.value.code == "RUN_FAILED"
        assert "why" in caught.value.detail


def test_what_no_agent_has_is_refused_at_once(mesos_cluster: minimesos.Cluster) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.run("true", resources="cpus:1000")
    assert caught.value.code == "INVALID_ARGUMENT"
    assert "1000" in caught.value.detail


def test_a_run_that_takes_too_long_is_ended(mesos_cluster: minimesos.Cluster) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.run("sleep 1000", timeout=0.5)
    assert caught.value.code == "WAIT_TIMEOUT"
    mesos_cluster.wait_for_tasks(0, state="TASK_RUNNING")


def test_sandboxes_can_be_read(mesos_cluster: minimesos.Cluster) -> None:
    result = mesos_cluster.run("mkdir data && printf '\\377\\0' > data/bytes && printf 'grüße' && echo oh >&2")
    sandbox = mesos_cluster.sandbox(result.task_id)
    assert {file.path: file.directory for file in sandbox.list()} == {"data": True, "stderr": False, "stdout": False}
    [file] = sandbox.list("data")
    assert (file.path, file.size) == ("data/bytes", 2)
    assert sandbox.read("data/bytes") == b"\xff\0"
    assert sandbox.read_text("stdout") == "grüße"
    assert mesos_cluster.logs(result.task_id) == "grüße"
    assert mesos_cluster.logs(result.task_id, stream="stderr") == "oh\n"
    assert "".join(mesos_cluster.follow_log(result.task_id)) == "grüße"
    with pytest.raises(minimesos.MinimesosError) as caught:
        sandbox.read("nothing")
    assert caught.value.code == "NOT_IN_SANDBOX"
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.logs("no-such-task")
    assert caught.value.code == "UNKNOWN_TASK"
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.follow_log("no-such-task")
    assert caught.value.code == "UNKNOWN_TASK"
