"""The tasks that there are."""

from actions.services import Services
from actions.tasks.base import Task
from actions.tasks.consent import ConsentTask
from actions.tasks.my_data import MyDataTask
from actions.tasks.proof import ProofTask


def all_tasks(services: Services) -> tuple[Task, ...]:
    """Each task once; one more is one more line here."""
    return (
        ProofTask(services),
        ConsentTask(services),
        MyDataTask(services),
    )
