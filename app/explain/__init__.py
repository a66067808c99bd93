"""Por que um pedido do diário teve a resposta que teve, o que fazer agora, e o que há guardado perto do pedido."""
