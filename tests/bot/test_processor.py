from bot.processor import walk


def test_a_graph_is_walked_as_dask_would_run_it() -> None:
    calls: list[str] = []

    def node(name: str) -> object:
        def run(*given: object) -> tuple[str, object]:
            calls.append(name)
            return name, given

        return run

    graph = {"message": ("message", "hello"), "a": (node("a"), "message"), "b": (node("b"), "a", "a", "unknown")}
    (found,) = walk(graph, ["b"])
    assert found == ("b", (("a", (("message", "hello"),)), ("a", (("message", "hello"),)), "unknown"))
    assert calls == ["a", "b"]
