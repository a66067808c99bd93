// Num roteiro, o passo novo vem à vista com o botão pronto: Enter e → avançam, ← volta para ler.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const botao = document.querySelector("[data-avancar]");
  const passo = document.getElementById("passo-atual");
  if (passo) passo.scrollIntoView({ block: "start" });
  // Numa tela estreita, a resposta fica depois da história: é ela que se quer ver.
  const visto = document.querySelector("[data-a-vista]");
  if (visto && visto.getBoundingClientRect().top > innerHeight * 0.6) visto.scrollIntoView({ block: "start" });
  if (botao) botao.focus({ preventScroll: true });
});

document.addEventListener("keydown", (evento) => {
  if (!evento.target.closest("[data-avancar]") || evento.altKey || evento.ctrlKey || evento.metaKey) return;
  const alvo = evento.key === "ArrowRight" ? evento.target.closest("[data-avancar]")
    : evento.key === "ArrowLeft" ? document.querySelector("[data-voltar]") : null;
  if (!alvo || evento.repeat) return;
  evento.preventDefault();
  alvo.click();
});
