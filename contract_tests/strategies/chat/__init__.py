"""Chat completions, the gateway's other face: what is asked there, wrongly too, and what is answered."""
