// The flow of stars as a Sankey diagram; the table beside it says the same.
const COLOURS = { up: "#27703f", down: "#b3261e", same: "#b9b2a8" };
let chart = null;

export function drawFlow(place, flow) {
  if (!place || !window.echarts) return;
  if (chart) chart.dispose();
  chart = window.echarts.init(place, null, { renderer: "svg" });
  const narrow = place.clientWidth < 420;
  const size = narrow ? 12 : 13;
  const room = (side) => 12 + Math.max(...flow.nodes.filter((node) => node.side === side).map((node) => width(node.label, size)));
  chart.setOption({
    animation: false,
    tooltip: { trigger: "item", renderMode: "richText", formatter: (item) => item.data.full },
    series: [
      {
        type: "sankey",
        left: room("b"),
        right: room("a"),
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 10,
        layoutIterations: 0,
        draggable: false,
        emphasis: { focus: "adjacency" },
        lineStyle: { opacity: 0.45, curveness: 0.5 },
        label: { fontSize: size, color: "#1f2328" },
        data: flow.nodes.map((node) => ({
          name: node.name,
          full: node.full,
          depth: node.side === "b" ? 0 : 1,
          itemStyle: { color: node.stars > 0 ? "#c8921a" : "#8a857d", borderWidth: 0 },
          label: { position: node.side === "b" ? "left" : "right", formatter: node.label },
        })),
        links: flow.links.map((link) => ({ ...link, lineStyle: { color: COLOURS[link.kind], opacity: link.kind === "same" ? 0.35 : 0.55 } })),
      },
    ],
  });
}

// About how wide a text is: Chinese letters are as wide as high, others two thirds.
function width(text, size) {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? size : size * 0.65), 0);
}

window.addEventListener("resize", () => chart && chart.resize());
