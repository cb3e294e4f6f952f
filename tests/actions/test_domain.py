from pathlib import Path

import yaml

from actions.host import ACTIONS

DOMAIN = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))


def test_the_domain_names_exactly_the_actions_that_exist() -> None:
    assert sorted(DOMAIN["actions"]) == sorted(action.action for action in ACTIONS)
