"""As verificações: o que um teste automático pergunta ao simulador depois de exercitar o sistema que envia."""

from fastapi import APIRouter

from app.api.dependencies import ServerParts
from app.simulator.guard import Allowed
from app.simulator.sistema import PROBLEMAS
from app.verify.criterion import Verificacao
from app.verify.verify import Veredito, verify

router = APIRouter(prefix="/api/verificacoes", dependencies=[Allowed], tags=["verificações"])


@router.post("", responses=PROBLEMAS, summary="Diz se um pedido chegou, quantas vezes e depois de qual")
async def post_verificacao(verificacao: Verificacao, parts: ServerParts) -> Veredito:
    """Confere o diário, que só tem os pedidos à API oficial. Se faltam, diz os que quase servem, e em que diferem.

    Nada se guarda, e a mesma verificação pode ser repetida. O que não se pode conferir, como um corpo que o diário não
    tem inteiro ou um segredo oculto, nunca conta como atendido.
    """
    await parts.journal.settle(everywhere=True)
    return await verify(parts.database, verificacao)
