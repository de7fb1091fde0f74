from __future__ import annotations

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
MY_FRAMEWORK = (Path(__file__).parent / "my_framework.py").read_text()


def test_a_test_that_fails_tells_what_happened(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        def test_fails(mesos_cluster):
            mesos_cluster.run("true", name="first")
            assert False

        def test_passes(mesos_cluster):
            mesos_cluster.run("true")

        @pytest.fixture
        def broken(mesos_cluster):
            raise KeyError

        def test_has_a_broken_fixture(broken):
            pass
    """)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1, passed=1, errors=1)
    result.stdout.fnmatch_lines(["*What happened on cluster * during this test*", "*TASK_FINISHED*"])
    result.stdout.no_fnmatch_line("*PongSlaveMessage*")
    assert str(result.stdout).count("What happened on cluster") == 2


def test_a_cluster_that_tests_share_is_reset_between_them(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmesos_cluster_scope = module\nmesos_cluster = agents: 2\n")
    test = """
        import pytest

        seen = []

        def test_one(mesos_cluster):
            assert len(mesos_cluster.agents) == 2
            mesos_cluster.agents[0].stop()
            mesos_cluster.run("echo of-the-first-test")
            seen.append(mesos_cluster)

        @pytest.fixture
        def framework(mesos_cluster):
            return mesos_cluster.run("true", name="prepared").task_id

        def test_two(framework, mesos_cluster):
            assert mesos_cluster is seen[0]
            assert len(mesos_cluster.agents) == 2
            assert [task["id"] for task in mesos_cluster.tasks()] == [framework]
            assert False, "to see the timeline"
    """
    pytester.makepyfile(test_first=test, test_second=test)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=2, passed=2)
    text = str(result.stdout)
    timeline = text[text.index("What happened on cluster") :]
    assert "TASK_FINISHED" in timeline
    assert (timeline.count("LAUNCH run-"), timeline.count("LAUNCH prepared-")) == (0, 2)


def test_tests_may_share_a_cluster_as_it_is(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmesos_cluster_scope = module\n")
    pytester.makepyfile("""
        import pytest

        pytestmark = pytest.mark.mesos_cluster(agents=[{"attributes": "rack:a"}], reset=False)

        def test_one(mesos_cluster):
            assert mesos_cluster.state()["slaves"][0]["attributes"] == {"rack": "a"}
            mesos_cluster.run("true")

        def test_two(mesos_cluster):
            assert len(mesos_cluster.tasks()) == 1
    """)
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def test_the_description_may_lie_in_a_file(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmesos_cluster = cluster.yaml\n")
    pytester.makefile(".yaml", cluster="mesosVersion: '1.12'\n")
    pytester.makepyfile("""
        import unittest
        import pytest

        def test_version(mesos_cluster):
            assert mesos_cluster.state()["version"] == "1.12.0"

        class TestOld(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _cluster(self, mesos_cluster):
                self.cluster = mesos_cluster

            def test_version(self):
                assert self.cluster.state()["version"] == "1.12.0"
    """)
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def test_clusters_of_other_fixtures_are_told_of_as_well(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import minimesos
        import pytest

        @pytest.fixture(scope="module")
        def cluster(mesos_server):
            with minimesos.Cluster(name="of-my-own", server=mesos_server) as cluster:
                yield cluster

        def test_one(cluster):
            cluster.run("true")

        def test_two(cluster):
            assert len(cluster.tasks()) == 1
            assert False
    """)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*What happened on cluster of-my-own during this test*"])
    result.stdout.no_fnmatch_line("*TASK_FINISHED*")


def test_wrong_settings_are_told(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import pytest

        @pytest.mark.mesos_cluster(agentz=2)
        def test_typo(mesos_cluster):
            pass

        @pytest.mark.mesos_cluster(agents="many")
        def test_value(mesos_cluster):
            pass
    """)
    result = pytester.runpytest_subprocess("--strict-markers")
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*unexpected keyword argument 'agentz'*", "*INVALID_DESCRIPTION: *"])
    pytester.makeini("[pytest]\nmesos_cluster_scope = forever\n")
    result = pytester.runpytest_subprocess()
    assert "mesos_cluster_scope has to be one of function, class, module" in str(result.stdout) + str(result.stderr)


def test_the_examples_of_the_readme_work(pytester: pytest.Pytester) -> None:
    first, in_pytest, own_fixture = EXAMPLES[:3]
    pytester.makepyfile(my_framework=MY_FRAMEWORK)
    result = pytester.runpython_c(first)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["http://127.0.0.1:*", "hello"])
    pytester.makepyfile(
        f"import minimesos\n{in_pytest}\n{own_fixture}\ndef test_own(cluster):\n    assert len(cluster.agents) == 3\n"
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=2)
