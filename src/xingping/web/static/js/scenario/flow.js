// The flow of stars as a Sankey diagram; the table beside it says the same.
const COLOURS = { up: "#27703f", down: "#b3261e", same: "#b9b2a8" };
let chart = null;

export function drawFlow(place, flow) {
  if (!place || !window.echarts) return;
  if (chart) chart.dispose();
  chart = window.echarts.init(place, null, { renderer: "svg" });
  const narrow = place.clientWidth < 420;
  chart.setOption({
    animation: false,
    tooltip: { trigger: "item", renderMode: "richText", formatter: (item) => item.data.full },
    series: [
      {
        type: "sankey",
        left: narrow ? 64 : 84,
        right: narrow ? 72 : 92,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 10,
        layoutIterations: 0,
        draggable: false,
        emphasis: { focus: "adjacency" },
        lineStyle: { opacity: 0.45, curveness: 0.5 },
        label: { fontSize: narrow ? 12 : 13, color: "#1f2328" },
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

window.addEventListener("resize", () => chart && chart.resize());
