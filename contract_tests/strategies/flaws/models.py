"""Flaws of the path: models that there aren't, or that don't answer. Texts: gemini.md 6.7, cometapi.md 3.3."""

from dataclasses import replace

from hypothesis import strategies as st

from contract_tests.strategies.flaws.flaw import Broken, Scene, flaw

_EMBEDS = ("gemini-embedding-001", "gemini-embedding-2")


@flaw("unknown model", "not found", "observed", status={"comet": 503, "google": 404, "vertex": 404})
def unknown_model(scene: Scene) -> Broken:
    """A model that there isn't; CometAPI says so with the status of an overload."""
    call = scene.request()
    name = scene.draw(st.sampled_from(["nope-1", "gemini", "gpt-4o", f"{call.model}-of-nobody"]))
    return Broken(call=replace(call, model=name), sound=call)


@flaw("model that only embeds", "not found", "observed", status={"google": 404, "vertex": 400})
def model_that_only_embeds(scene: Scene) -> Broken:
    """A model of embeddings, asked for an answer."""
    call = scene.request()
    return Broken(call=replace(call, model=scene.draw(st.sampled_from(_EMBEDS))), sound=call)
