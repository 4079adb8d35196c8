"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const points = data.points;
  const n = points.length;
  const up = points.map(() => []);
  const down = points.map(() => []);
  data.covers.forEach(([a, b]) => { up[a].push(b); down[b].push(a); });
  const measured = points.map((p, i) => i).filter((i) => points[i].figure !== undefined);
  const figures = measured.map((i) => points[i].figure);
  const low = Math.min(...figures);
  const high = Math.max(...figures);
  const byId = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  let limit = data.limit === null ? low : data.limit;
  let stars = new Set();
  let state = [];
  let kept = -1;
  let sort = { key: "rank", down: true };

  // Everything above (or below) each element, itself included.
  function closure(next) {
    const all = new Array(n);
    const visit = (i) => {
      if (!all[i]) {
        all[i] = new Set([i]);
        next[i].forEach((j) => visit(j).forEach((k) => all[i].add(k)));
      }
      return all[i];
    };
    points.forEach((p, i) => visit(i));
    return all;
  }
  const above = closure(up);
  const below = closure(down);

  function text(figure) {
    const size = Math.abs(figure);
    if (size >= 1e6) { return (figure / 1e6).toFixed(3) + "M"; }
    if (size >= 1e4) { return (figure / 1e3).toFixed(1) + "k"; }
    return size >= 100 ? figure.toFixed(0) : String(Number(figure.toPrecision(4)));
  }

  function meets(figure) {
    if (data.strict) { return data.at_least ? figure > limit : figure < limit; }
    return data.at_least ? figure >= limit : figure <= limit;
  }

  // As the search infers: a figure counts more than an inference, "meets" more than "misses".
  function decide() {
    state = points.map((p) => (p.state.startsWith("the benchmark") ? "failed" : "unknown"));
    const spread = (i, set, mark) => set[i].forEach((j) => {
      if (points[j].figure === undefined && state[j] !== "failed") { state[j] = mark; }
    });
    measured.filter((i) => !meets(points[i].figure)).forEach((i) => spread(i, above, "must-miss"));
    measured.filter((i) => meets(points[i].figure)).forEach((i) => spread(i, below, "must-meet"));
    measured.forEach((i) => { state[i] = meets(points[i].figure) ? "meets" : "misses"; });
    const good = (i) => state[i] === "meets" || state[i] === "must-meet";
    stars = new Set();
    points.forEach((p, i) => {
      if (good(i) && ![...above[i]].some((j) => j !== i && good(j))) { stars.add(i); }
    });
  }

  const WORDS = {
    "meets": "meets the budget", "misses": "misses the budget",
    "must-meet": "pruned: a safer one meets the budget", "must-miss": "pruned: a less safe one misses the budget",
    "failed": "the benchmark failed", "unknown": "not measured, and nothing measured decides it"
  };

  function describe(i) {
    const p = points[i];
    const choices = Object.entries(p.choices).map(([axis, value]) => "; " + axis + ": " + value).join("");
    return p.compartments + "; hardened: " + p.hardened + choices;
  }

  function figureOf(i) {
    const p = points[i];
    return p.figure === undefined ? "not measured"
      : text(p.figure) + (p.runs > 1 ? " (" + p.runs + " runs, " + text(p.min) + " to " + text(p.max) + ")" : "");
  }

  // --- Filters ---------------------------------------------------------------------------------

  const filters = [];
  function addFilter(label, valueOf) {
    const values = [...new Set(points.map(valueOf))].sort((a, b) => String(a).localeCompare(String(b)));
    if (values.length < 2) { return; }
    const select = document.createElement("select");
    select.append(new Option("any", ""));
    values.forEach((v) => select.append(new Option(v, v)));
    const wrap = document.createElement("label");
    wrap.append(label + " ", select);
    byId("filters").append(wrap);
    const filter = { valueOf, select };
    filters.push(filter);
    select.addEventListener("change", render);
  }
  const components = [...new Set(points.flatMap((p) => p.compartments.split(/ \| |\+/)))];
  const hardened = (p, c) => p.hardened.split(", ").some((h) => h === c || h.startsWith(c + " "));
  addFilter("compartments", (p) => p.compartments);
  if (components.length <= 8) {
    components.forEach((c) => addFilter(c, (p) => (hardened(p, c) ? "hardened" : "plain")));
  }
  Object.keys(points[0] ? points[0].choices : {}).forEach((axis) => addFilter(axis, (p) => p.choices[axis]));
  const shown = (i) => filters.every((f) => f.select.value === "" || String(f.valueOf(points[i])) === f.select.value);

  // --- Colours and shapes ----------------------------------------------------------------------

  const STOPS = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
  function colour(figure) {
    const scale = (f) => Math.log(Math.max(f, 1e-300));
    let share = high > low ? (scale(figure) - scale(low)) / (scale(high) - scale(low)) : 1;
    share = data.at_least ? share : 1 - share;
    const at = Math.min(Math.max(share, 0), 1) * (STOPS.length - 1);
    const stop = Math.min(Math.floor(at), STOPS.length - 2);
    const mix = STOPS[stop].map((c, k) => Math.round(c + (at - stop) * (STOPS[stop + 1][k] - c)));
    return "rgb(" + mix.join(",") + ")";
  }
  function starPath(r) {
    let path = "";
    for (let k = 0; k < 10; k++) {
      const angle = -Math.PI / 2 + k * Math.PI / 5;
      const radius = k % 2 ? r * 0.45 : r;
      path += (k ? "L" : "M") + (radius * Math.cos(angle)).toFixed(2) + " " + (radius * Math.sin(angle)).toFixed(2);
    }
    return path + "Z";
  }
  function element(name, attributes, parent, words) {
    const e = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([k, v]) => e.setAttribute(k, v));
    if (words !== undefined) { e.textContent = words; }
    if (parent) { parent.append(e); }
    return e;
  }

  // --- The poset -------------------------------------------------------------------------------

  const poset = byId("poset");
  const nodes = [];
  const edges = [];
  function drawPoset() {
    const width = Math.max(...points.map((p) => p.x)) + 48;
    const height = Math.max(...points.map((p) => p.y)) + 48;
    poset.setAttribute("viewBox", "0 0 " + width + " " + height);
    // Shrinks to the page while labels stay readable; wider ones scroll.
    poset.style.width = "100%";
    poset.style.maxWidth = width + "px";
    poset.style.minWidth = 0.75 * width + "px";
    data.covers.forEach(([a, b]) => edges.push({ a, b, line: element("line", {
      "class": "edge", x1: points[a].x, y1: points[a].y, x2: points[b].x, y2: points[b].y }, poset) }));
    points.forEach((p, i) => {
      const g = element("g", { "class": "node", transform: "translate(" + p.x + " " + p.y + ")",
        tabindex: i === 0 ? 0 : -1, role: "button", "data-id": p.id }, poset);
      element("path", { "class": "starshape", d: starPath(17) }, g);
      element("circle", { "class": "ring", r: p.figure === undefined ? 7 : 10,
        fill: p.figure === undefined ? "#dfe3e9" : colour(p.figure) }, g);
      element("text", { y: 23 }, g, p.id);
      element("text", { y: 33, "class": "figure" }, g, p.figure === undefined ? "" : text(p.figure));
      g.addEventListener("mouseenter", () => show(i));
      g.addEventListener("mouseleave", () => show(kept));
      g.addEventListener("focus", () => show(i));
      g.addEventListener("click", () => { keep(i); focusNode(i); });
      g.addEventListener("keydown", (event) => walk(event, i));
      nodes.push(g);
    });
  }

  function focusNode(i) {
    nodes.forEach((g, j) => g.setAttribute("tabindex", j === i ? 0 : -1));
    nodes[i].focus();
  }
  function walk(event, i) {
    const row = points.map((p, j) => j).filter((j) => points[j].y === points[i].y)
      .sort((a, b) => points[a].x - points[b].x);
    const nearest = (list) => list.slice().sort((a, b) =>
      Math.abs(points[a].x - points[i].x) - Math.abs(points[b].x - points[i].x))[0];
    const to = { ArrowUp: nearest(up[i]), ArrowDown: nearest(down[i]),
      ArrowRight: row[row.indexOf(i) + 1], ArrowLeft: row[row.indexOf(i) - 1],
      Home: row[0], End: row[row.length - 1] }[event.key];
    if (event.key === "Enter" || event.key === " ") { keep(i); event.preventDefault(); }
    if (event.key === "Escape") { keep(-1); }
    if (to !== undefined) { focusNode(to); event.preventDefault(); }
  }
  function keep(i) {
    kept = kept === i ? -1 : i;
    nodes.forEach((g, j) => g.classList.toggle("kept", j === kept));
    show(kept < 0 ? i : kept);
  }
  function show(i) {
    edges.forEach((e) => e.line.classList.toggle("near", i >= 0 && (e.a === i || e.b === i)));
    document.querySelectorAll("#table tbody tr").forEach((row) =>
      row.classList.toggle("near", i >= 0 && row.dataset.id === points[i].id));
    if (i < 0) { return; }
    const detail = byId("detail");
    detail.replaceChildren();
    const id = document.createElement("strong");
    id.className = "id";
    id.textContent = points[i].id;
    const list = (indices) => indices.map((j) => points[j].id).join(", ") || "none";
    const why = data.failed.filter((f) => f.id === points[i].id).map((f) => ": " + f.why).join("");
    const lines = [describe(i), figureOf(i) + "; " + WORDS[state[i]] + why + (stars.has(i) ? "; one of the safest" : "")
      + ". Safety rank " + points[i].rank + ".", "Next safer: " + list(up[i]) + "."];
    detail.append(id, " " + lines[0]);
    lines.slice(1).forEach((line) => { detail.append(document.createElement("br"), line); });
  }

  // --- The plot --------------------------------------------------------------------------------

  function drawPlot() {
    const plot = byId("plot");
    plot.replaceChildren();
    plot.setAttribute("viewBox", "0 0 900 380");
    const ranks = points.map((p) => p.rank);
    const lastRank = Math.max(1, ...ranks);
    const top = Math.max(high, limit) * 1.04;
    const bottom = Math.min(low, limit) > 0.25 * top ? Math.min(low, limit) * 0.92 : 0;
    const x = (rank) => 80 + 790 * (rank + 0.5) / (lastRank + 1);
    const y = (figure) => 330 - 310 * (figure - bottom) / (top - bottom || 1);
    const step = niceStep((top - bottom) / 6);
    for (let f = Math.ceil(bottom / step) * step; f <= top; f += step) {
      element("line", { "class": "grid", x1: 80, x2: 870, y1: y(f), y2: y(f) }, plot);
      element("text", { x: 72, y: y(f) + 4, "text-anchor": "end" }, plot, text(f));
    }
    for (let r = 0; r <= lastRank; r++) {
      element("text", { x: x(r), y: 350, "text-anchor": "middle" }, plot, String(r));
    }
    element("line", { "class": "axis", x1: 80, x2: 870, y1: 330, y2: 330 }, plot);
    element("line", { "class": "axis", x1: 80, x2: 80, y1: 20, y2: 330 }, plot);
    element("text", { x: 475, y: 372, "text-anchor": "middle" }, plot, "safety rank: separations, hardenings, stronger choices");
    element("text", { x: 80, y: 12 }, plot, data.metric + " (" + data.source + ")");
    const line = element("line", { "class": "budget-line", x1: 80, x2: 870, y1: y(limit), y2: y(limit) }, plot);
    element("title", {}, line, "budget " + text(limit));
    const seats = {};
    measured.filter(shown).forEach((i) => {
      const rank = points[i].rank;
      const seat = seats[rank] = (seats[rank] || 0) + 1;
      const shift = ((seat * 37) % 41 - 20) * 790 / (lastRank + 1) / 60;
      const g = element("g", { transform: "translate(" + (x(rank) + shift) + " " + y(points[i].figure) + ")" }, plot);
      element("circle", { "class": "dot", r: 6, fill: colour(points[i].figure) }, g);
      if (stars.has(i)) { element("path", { "class": "starshape", d: starPath(9) }, g); }
      element("title", {}, g, points[i].id + ": " + describe(i) + "; " + figureOf(i));
      g.addEventListener("mouseenter", () => show(i));
    });
  }
  function niceStep(raw) {
    const power = Math.pow(10, Math.floor(Math.log10(raw || 1)));
    return [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw);
  }

  // --- The table -------------------------------------------------------------------------------

  const axes = Object.keys(points[0] ? points[0].choices : {});
  const COLUMNS = [
    { key: "id", name: "configuration", of: (i) => points[i].id },
    { key: "rank", name: "safety rank", of: (i) => points[i].rank, number: true },
    { key: "figure", name: data.metric, of: (i) => points[i].figure, number: true },
    { key: "runs", name: "runs", of: (i) => points[i].runs, number: true },
    { key: "compartments", name: "compartments", of: (i) => points[i].compartments },
    { key: "hardened", name: "hardened", of: (i) => points[i].hardened },
    ...axes.map((axis) => ({ key: "axis " + axis, name: axis, of: (i) => points[i].choices[axis] })),
    { key: "state", name: "state", of: (i) => (stars.has(i) ? "★ " : "") + WORDS[state[i]] }
  ];
  function drawTable() {
    const head = document.createElement("tr");
    COLUMNS.forEach((column) => {
      const th = document.createElement("th");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = column.name;
      th.scope = "col";
      th.className = column.number ? "number" : "";
      if (sort.key === column.key) { th.setAttribute("aria-sort", sort.down ? "descending" : "ascending"); }
      button.addEventListener("click", () => {
        sort = { key: column.key, down: sort.key === column.key ? !sort.down : Boolean(column.number) };
        drawTable();
        document.querySelectorAll("#table th button")[COLUMNS.indexOf(column)].focus();
      });
      th.append(button);
      head.append(th);
    });
    document.querySelector("#table thead").replaceChildren(head);
    const column = COLUMNS.find((c) => c.key === sort.key);
    const order = points.map((p, i) => i).filter(shown).sort((a, b) => {
      const [u, v] = [column.of(a), column.of(b)];
      if (u === undefined || v === undefined) { return (u === undefined) - (v === undefined); }
      const less = column.number ? u - v : String(u).localeCompare(String(v));
      return (sort.down ? -less : less) || points[a].id.localeCompare(points[b].id);
    });
    document.querySelector("#table tbody").replaceChildren(...order.map((i) => {
      const row = document.createElement("tr");
      row.dataset.id = points[i].id;
      row.className = (stars.has(i) ? "star " : "") + (points[i].figure === undefined ? "pruned" : "");
      COLUMNS.forEach((c) => {
        const td = document.createElement("td");
        const value = c.of(i);
        td.className = c.number ? "number" : c.key === "id" ? "id" : "";
        td.textContent = value === undefined ? "–" : c.key === "figure" ? text(value) : value;
        row.append(td);
      });
      return row;
    }));
  }

  // --- Everything that follows the budget ------------------------------------------------------

  function render() {
    decide();
    nodes.forEach((g, i) => {
      const node = (name, on) => g.classList.toggle(name, on);
      node("meets", state[i] === "meets");
      node("pruned", points[i].figure === undefined);
      node("star", stars.has(i));
      node("out", !shown(i));
      g.querySelector(".ring").setAttribute("r", stars.has(i) ? 5 : points[i].figure === undefined ? 7 : 10);
      const star = g.querySelector(".starshape");
      star.style.display = stars.has(i) ? "" : "none";
      star.classList.toggle("hollow", points[i].figure === undefined);
      g.setAttribute("aria-label", points[i].id + ", " + figureOf(i) + ", " + WORDS[state[i]]
        + (stars.has(i) ? ", one of the safest" : ""));
    });
    const list = [...stars].filter(shown).sort((a, b) => points[b].rank - points[a].rank
      || points[a].id.localeCompare(points[b].id));
    byId("stars").replaceChildren(...list.map((i) => {
      const li = document.createElement("li");
      const id = document.createElement("span");
      id.className = "id";
      id.textContent = points[i].id;
      const note = document.createElement("span");
      note.className = "note";
      note.textContent = " — " + figureOf(i);
      li.append(id, " " + describe(i), note);
      return li;
    }));
    if (!list.length) {
      const li = document.createElement("li");
      li.textContent = "No configuration meets this budget.";
      byId("stars").append(li);
    }
    const hollow = list.filter((i) => points[i].figure === undefined).length;
    const asked = limit === data.limit;
    byId("certainty").textContent = (asked ? "The budget that was asked for. "
      : "Another budget than was searched for: measured figures decide what they can. ")
      + (hollow ? hollow + (hollow === 1 ? " is" : " are") + " inferred from safer ones, not measured (hollow stars). " : "")
      + (data.cut_short ? "Its runs were used up before all was confirmed. " : "")
      + (data.complete ? "" : "The space is too large to decide all of it: others may be as safe.");
    byId("limit").value = Number(limit.toPrecision(7));
    byId("slider").value = limit;
    drawPlot();
    drawTable();
  }

  function legend() {
    const add = (nodesOf) => {
      const span = document.createElement("span");
      span.append(...nodesOf);
      byId("legend").append(span);
    };
    const icon = (draw) => {
      const svg = element("svg", { width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" });
      draw(svg);
      return svg;
    };
    const ramp = document.createElement("span");
    ramp.className = "ramp";
    const [bad, good] = data.at_least ? [low, high] : [high, low];
    add([data.metric + ": " + text(bad), ramp, text(good)]);
    add([icon((s) => element("path", { "class": "starshape", d: starPath(10) }, s)), "safest within the budget"]);
    add([icon((s) => element("circle", { r: 8, fill: "#21918c", stroke: "#111", "stroke-width": 2 }, s)), "meets it"]);
    add([icon((s) => element("circle", { r: 8, fill: "#3b528b", stroke: "#8a93a1", "stroke-width": 1.2 }, s)), "misses it"]);
    add([icon((s) => element("circle", { r: 6, fill: "#dfe3e9", stroke: "#8a93a1", "stroke-dasharray": "2.5 2.5" }, s)),
      "pruned, not measured"]);
  }

  byId("metric").textContent = data.metric + (data.at_least ? (data.strict ? " > " : " ≥ ") : (data.strict ? " < " : " ≤ "));
  byId("summary").textContent = data.title + ". Budget: " + data.budget + (data.limit === null || !data.budget.includes("baseline") ? "" : " (" + text(data.limit) + ")")
    + ". Figures: " + data.source + ". " + data.measured + " measured, " + data.pruned + " decided without"
    + (data.left ? ", " + data.left + " left" : "") + "; " + data.violations.length
    + (data.violations.length === 1 ? " violation" : " violations") + " of monotonicity among them.";
  const slider = byId("slider");
  slider.min = Math.min(low, limit);
  slider.max = Math.max(high, limit);
  slider.step = (slider.max - slider.min) / 1000 || 1;
  slider.addEventListener("input", () => { limit = Number(slider.value); render(); });
  byId("limit").step = "any";
  byId("limit").addEventListener("change", () => {
    if (Number.isFinite(byId("limit").valueAsNumber)) { limit = byId("limit").valueAsNumber; }
    render();
  });
  byId("reset").addEventListener("click", () => { limit = data.limit === null ? low : data.limit; render(); });
  drawPoset();
  legend();
  render();
})();
