// O que as páginas fazem sozinhas: copiar, perguntar antes, e saber que chegaram pedidos.
"use strict";

document.addEventListener("click", async (evento) => {
  const botao = evento.target.closest("[data-copiar], [data-copiar-de]");
  if (!botao) return;
  const rotulo = botao.querySelector("span");
  const antes = rotulo.textContent;
  try {
    let texto = botao.dataset.copiar;
    if (botao.dataset.copiarDe) {
      const resposta = await fetch(botao.dataset.copiarDe);
      if (!resposta.ok) throw new Error(resposta.status);
      texto = await resposta.text();
    }
    await copiar(texto);
    rotulo.textContent = "Copiado";
  } catch {
    rotulo.textContent = "Não copiou";
  }
  setTimeout(() => { rotulo.textContent = antes; }, 2000);
});

// Fora de 127.0.0.1 e de HTTPS, o navegador não dá a área de transferência: copia-se de um campo, como antigamente.
async function copiar(texto) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(texto);
  const campo = document.createElement("textarea");
  campo.value = texto;
  campo.setAttribute("readonly", "");
  campo.className = "fora-da-vista";
  document.body.append(campo);
  campo.select();
  const copiou = document.execCommand("copy");
  campo.remove();
  if (!copiou) throw new Error("não copiou");
}

// Um filtro vazio não precisa ir no endereço.
document.addEventListener("submit", (evento) => {
  const formulario = evento.target;
  if (formulario.method !== "get") return;
  for (const campo of formulario.elements) {
    if (campo.name && campo.value === "" && !campo.disabled) {
      campo.disabled = true;
      setTimeout(() => { campo.disabled = false; });
    }
  }
});

// Um formulário que já vai não vai de novo.
document.addEventListener("submit", (evento) => {
  if (evento.target.method !== "post" || evento.defaultPrevented) return;
  const botao = evento.submitter;
  setTimeout(() => { if (botao) botao.disabled = true; });
});
window.addEventListener("pageshow", () => {
  for (const botao of document.querySelectorAll("form[method=post] button:disabled:not([data-sempre])")) botao.disabled = false;
});

// As páginas que mostram o que chega trazem data-ao-vivo. Uma aba escondida larga a conexão: o navegador só abre seis
// com cada servidor, e quem ensina abre muitas abas.
let fonte = null;
function acompanhar() {
  const lugar = document.querySelector("[data-ao-vivo]");
  if (!lugar || document.hidden) {
    if (fonte) { fonte.close(); fonte = null; }
    return;
  }
  if (fonte) return;
  fonte = new EventSource(lugar.dataset.aoVivo);
  fonte.addEventListener("open", chegou);
  fonte.addEventListener("registro", chegou);
}
function chegou() {
  document.documentElement.dataset.ligado = "sim";
  htmx.trigger(document.body, "registro");
}
document.addEventListener("visibilitychange", acompanhar);
document.addEventListener("DOMContentLoaded", acompanhar);
window.addEventListener("pageshow", acompanhar);
window.addEventListener("pagehide", () => { if (fonte) { fonte.close(); fonte = null; } });
