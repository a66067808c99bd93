"use strict";
const fonte = "system-ui, sans-serif";
Redoc.init(
  "/openapi.json",
  {
    expandResponses: "200,201",
    theme: { typography: { fontFamily: fonte, headings: { fontFamily: fonte } } },
  },
  document.getElementById("redoc"),
);
