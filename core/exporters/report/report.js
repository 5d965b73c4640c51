"use strict";
(() => {
  const root = document.documentElement;
  const isColour = /color(scale)?$/;
  const config = { displayModeBar: false, displaylogo: false, scrollZoom: false, doubleClick: false, typesetMath: false };

  // A colour is written as the name of a variable of the stylesheet; texts are left alone, whatever they say.
  function coloured(value, inColour, style) {
    if (typeof value === "string") {
      const name = inColour && /^var\((--[a-z]+)\)$/.exec(value);
      return name ? style.getPropertyValue(name[1]).trim() : value;
    }
    if (Array.isArray(value)) {
      return value.map((each) => coloured(each, inColour, style));
    }
    if (value !== null && typeof value === "object") {
      const entries = Object.entries(value);
      return Object.fromEntries(entries.map(([key, each]) => [key, coloured(each, isColour.test(key), style)]));
    }
    return value;
  }

  // The hover texts of a matrix are made here, since its names would stand in the file once a cell.
  function hovering({ names, between, texts }) {
    const text = (each, i, j) => (i === j ? names[i] : `${names[i]}<br>${between} ${names[j]}<br>${each}`);
    return texts.map((row, i) => row.map((each, j) => text(each, i, j)));
  }

  function draw() {
    const style = getComputedStyle(root);
    for (const place of document.querySelectorAll("[data-figure]")) {
      const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
      const { data, layout } = coloured(figure, false, style);
      if (figure.hover) {
        data[0].hovertext = hovering(figure.hover);
      }
      Plotly.react(place, data, layout, config);
    }
  }

  function onPaper(yes) {
    root.classList.toggle("paper", yes);
    draw();
  }

  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));
})();
