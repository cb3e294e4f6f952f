"""Cases that outside systems hold: asked for now and then, so that their citizens hear of a change."""
