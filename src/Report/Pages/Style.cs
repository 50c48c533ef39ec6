namespace Headroom.Report.Pages;

/// <summary>The style of the page: system fonts, light and dark, paper, small screens. Colours never speak alone, a word stands beside them.</summary>
/// <remarks><b>Source:</b> the chart colours are those of Okabe and Ito, "Color Universal Design" (2008), darkened or lightened for contrast.</remarks>
internal static class Style
{
    /// <summary>The style sheet.</summary>
    public static Html Sheet { get; } = new("""
        :root { color-scheme: light dark;
          --page: light-dark(#f4f5f7, #0e1116); --card: light-dark(#fff, #171b22); --sunk: light-dark(#f0f2f5, #10141a);
          --ink: light-dark(#16191f, #e7eaef); --soft: light-dark(#55606e, #9ba6b4); --line: light-dark(#dadfe6, #2c333d);
          --link: light-dark(#0b57d0, #8ab4f8); --good: light-dark(#00674f, #5fd3b3); --good-back: light-dark(#e2f3ee, #0f2f28);
          --warn: light-dark(#8a4b00, #f5b861); --warn-back: light-dark(#fff1dc, #37260c); --bad: light-dark(#b3123a, #ff8fa8);
          --bad-back: light-dark(#fdebef, #40121f); --unknown: light-dark(#4b5563, #b3bdca);
          --unknown-back: light-dark(#e9ecf0, #262d37); --plain: light-dark(#33404f, #c3ccd8);
          --plain-back: light-dark(#eaedf2, #232a34); --p50: light-dark(#0072b2, #56b4e9); --p95: light-dark(#986000, #e69f00);
          --p99: light-dark(#c2410c, #ff7d4d); --requests: light-dark(#9cc3de, #2f5f80); --failed: light-dark(#c2410c, #ff7d4d);
          --c4: light-dark(#8b3fa0, #d79be8); --c5: light-dark(#4b5563, #c3ccd8); --queue: light-dark(#a8326e, #e08bb5); }
        :root[data-theme="light"] { color-scheme: light; } :root[data-theme="dark"] { color-scheme: dark; }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 3.2rem; }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        body { margin: 0 auto; max-width: 74rem; padding: 1.25rem; background: var(--page); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
        h1, h2, h3, h4, p, ul, dl, figure { margin: 0; }
        h2 { font-size: 1.35rem; letter-spacing: -.01em; margin-bottom: .75rem; }
        h3 { font-size: 1.05rem; line-height: 1.35; }
        h4 { font-size: .95rem; margin: 1.25rem 0 .5rem; }
        p + p, ul + p, p + ul { margin-top: .6rem; }
        a { color: var(--link); }
        a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 6px; }
        code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
        pre { margin: 0; padding: .8rem 1rem; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
        pre + p { margin-top: .6rem; }
        pre code { font-size: .85rem; user-select: all; }
        .all { user-select: all; }
        section > h3 { margin: 1.5rem 0 .6rem; }
        .skip { position: absolute; left: -999rem; z-index: 3; padding: .5rem 1rem; background: var(--card); border-radius: 8px; } .skip:focus { left: 1rem; }
        .soft, .brow, caption, figcaption { color: var(--soft); }
        .soft { font-size: .9rem; font-weight: 400; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.4rem 1.5rem; margin: 0 0 1.1rem; }

        .state { display: inline-block; padding: .1rem .55rem; border-radius: 99px; font-size: .82rem; font-weight: 650; white-space: nowrap; }
        .state, .gain, .chip { background: var(--back); color: var(--tone); }
        .good { --tone: var(--good); --back: var(--good-back); } .warn { --tone: var(--warn); --back: var(--warn-back); }
        .bad { --tone: var(--bad); --back: var(--bad-back); } .unknown { --tone: var(--unknown); --back: var(--unknown-back); }
        .plain { --tone: var(--plain); --back: var(--plain-back); }

        .hero { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); gap: 1.5rem; align-items: stretch; background: var(--card);
          border: 1px solid var(--line); border-top: 8px solid var(--tone); border-radius: 14px; padding: 1.6rem 1.5rem; margin-bottom: 1.1rem; }
        .hero h1 { font-size: clamp(2.1rem, 6vw, 3.3rem); line-height: 1.05; letter-spacing: -.03em; color: var(--tone); margin: .5rem 0 .8rem; }
        .verdict { align-self: center; }
        .hero h1 .sign { font-size: .8em; }
        .sentence { font-size: 1.15rem; line-height: 1.45; }
        .brow { font-size: .9rem; }
        .first { display: flex; flex-direction: column; gap: .45rem; align-items: flex-start; padding: 1.1rem 1.25rem; border-radius: 12px; background: var(--sunk);
          border: 1px solid var(--line); color: inherit; text-decoration: none; }
        .first strong { font-size: 1.1rem; line-height: 1.35; }
        a.first:hover { border-color: var(--link); }
        .label { font-size: .85rem; color: var(--soft); }
        .first .label .state { margin-left: .4rem; }
        .gain { font-size: 1.25rem; font-weight: 700; padding: .25rem .7rem; border-radius: 8px; letter-spacing: -.01em; }
        .banner { background: var(--bad-back); color: var(--bad); border: 1px solid currentColor; border-radius: 12px; padding: 1rem 1.25rem; margin-bottom: 1.1rem; }

        .glance { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .7rem; list-style: none; padding: 0; margin-bottom: 1.1rem; }
        .glance a { display: flex; flex-direction: column; align-items: flex-start; gap: .3rem; height: 100%; padding: .7rem .9rem; background: var(--card);
          border: 1px solid var(--line); border-radius: 12px; color: inherit; text-decoration: none; }
        .glance a:hover { border-color: var(--link); }
        .glance .state { white-space: normal; border-radius: 8px; }
        nav { position: sticky; top: 0; z-index: 2; display: flex; gap: 1.1rem; overflow-x: auto; padding: .6rem .2rem; margin-bottom: .6rem; background: var(--page); font-size: .9rem; }
        nav a { white-space: nowrap; text-decoration: none; }
        nav a:hover { text-decoration: underline; }

        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr)); gap: .8rem; list-style: none; padding: 0; margin-bottom: .9rem; }
        .tile { border: 1px solid var(--line); border-left: 5px solid var(--tone); border-radius: 10px; padding: .8rem .95rem; display: flex; flex-direction: column; gap: .35rem; align-items: flex-start; }
        .tile strong { font-size: 1.45rem; letter-spacing: -.02em; margin: 0 .25rem; }
        .tile p { margin: 0; }
        .bar { display: block; width: 100%; height: 8px; background: var(--sunk); border-radius: 4px; }
        .bar rect { fill: var(--tone, var(--soft)); } .bar .mark { fill: var(--ink); }
        .bullet { width: 100%; }

        .more { margin-bottom: 1.2rem; }
        .lead { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.5rem; } .lead > :only-child { grid-column: 1 / -1; }
        .lead .small { border: 0; padding: 0; } .lead .small + .small { margin-top: 1.2rem; }
        .top { list-style: none; padding: 0; margin: .6rem 0 0; counter-reset: rank; }
        .top li { padding: .7rem 0 .7rem 2rem; border-top: 1px solid var(--line); position: relative; counter-increment: rank; }
        .top li::before { content: counter(rank); position: absolute; left: .2rem; font-weight: 700; color: var(--soft); }
        .top p { margin: 0; } .top .bar { margin: .45rem 0 .2rem; } .top .gain { display: inline-block; font-size: .95rem; margin-top: .3rem; }

        summary { cursor: pointer; }
        .fold { margin-top: .8rem; }
        .fold > summary { color: var(--link); font-size: .92rem; width: fit-content; }
        .fold[open] > summary { margin-bottom: .6rem; }
        .finding { border: 1px solid var(--line); border-left: 6px solid var(--tone, var(--line)); border-radius: 12px; margin-top: .9rem; }
        .finding > summary { display: grid; grid-template-columns: auto minmax(0, 1fr) minmax(0, 17rem) 1rem; gap: 1rem; align-items: center; padding: .9rem 1.1rem; list-style: none; }
        .finding > summary::-webkit-details-marker { display: none; }
        .finding > summary::after { content: "\25B8"; color: var(--soft); } .finding[open] > summary::after { content: "\25BE"; }
        .rank { font-size: 1.5rem; font-weight: 700; color: var(--soft); min-width: 1.4rem; text-align: center; }
        .what { display: flex; flex-direction: column; gap: .25rem; align-items: flex-start; }
        .chip { display: flex; flex-direction: column; padding: .5rem .8rem; border-radius: 10px; line-height: 1.35; }
        .chip span { font-size: .82rem; }
        .body { padding: .2rem 1.1rem 1.1rem; border-top: 1px solid var(--line); }
        .columns { display: grid; grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr); gap: 1.5rem; padding-top: .9rem; }
        .where { display: grid; grid-template-columns: minmax(0, max-content) minmax(5.5rem, 1fr); gap: .25rem .8rem; font-size: .9rem; align-content: start; }
        .where dt { color: var(--soft); } .where dd { margin: 0; }
        .panel { border: 1px solid var(--line); border-radius: 10px; padding: .2rem 1rem 1rem; margin-top: 1.1rem; }
        .panel h4 { margin-top: .8rem; }
        .measured { border-color: var(--good); } .measured > h4 { color: var(--good); }
        .estimated { border-style: dashed; border-width: 2px; } .untried { background: var(--sunk); }
        .rejected .measured { border-color: var(--line); } .rejected .measured > h4 { color: inherit; }
        .bars { margin-bottom: .9rem; font-size: .9rem; }
        .bars > div { display: grid; grid-template-columns: 4rem minmax(0, 1fr) 6rem; gap: .6rem; align-items: center; margin: .3rem 0; }
        .bars span:last-child { font-variant-numeric: tabular-nums; font-weight: 650; }
        .track .bar { height: 14px; } .track .bar rect { fill: var(--soft); }
        .remedy .track .bar rect { fill: var(--good); } .rejected .remedy .track .bar rect { fill: var(--p99); }

        .scroll { overflow-x: auto; max-width: 100%; } .scroll + p { margin-top: .7rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; overflow-wrap: normal; }
        caption { text-align: left; padding: .2rem 0 .5rem; font-size: .88rem; }
        th, td { padding: .45rem .8rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
        td:last-child, th:last-child { padding-right: 0; }
        thead th, thead th.n { white-space: normal; } thead th { color: var(--soft); font-weight: 600; font-size: .82rem; vertical-align: bottom; }
        tbody tr:hover { background: var(--sunk); }
        .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        th code, td code { white-space: nowrap; }
        .query { max-width: 32rem; min-width: 18rem; } .query summary code, .query pre { white-space: pre-wrap; }

        figure { margin-top: 1.4rem; } figcaption { font-size: .9rem; margin-bottom: .3rem; }
        .chart { display: block; width: 100%; min-width: 50rem; height: auto; font-size: 12px; }
        .small .chart { min-width: 0; } .small figcaption { color: inherit; line-height: 1.45; }
        .small { margin: 0; border: 1px solid var(--line); border-radius: 10px; padding: .8rem .9rem; }
        .grid-of-charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: .9rem; margin: .9rem 0; }
        .axis { font-size: .8rem; }
        .grid line { stroke: var(--line); } .ticks text { fill: var(--soft); }
        .line { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
        .line.p50 { stroke: var(--p50); } .line.p95 { stroke: var(--p95); stroke-dasharray: 7 4; } .line.p99 { stroke: var(--p99); stroke-width: 1.6; }
        .line.fit { stroke: var(--p99); stroke-dasharray: 5 4; }
        .line.c1 { stroke: var(--p50); } .line.c2 { stroke: var(--p95); stroke-dasharray: 7 4; } .line.c3 { stroke: var(--p99); stroke-dasharray: 2 4; }
        .line.c4 { stroke: var(--c4); stroke-dasharray: 10 3 2 3; } .line.c5 { stroke: var(--c5); stroke-width: 1.4; }
        .name.c1 { fill: var(--p50); } .name.c2 { fill: var(--p95); } .name.c3 { fill: var(--p99); } .name.c4 { fill: var(--c4); } .name.c5 { fill: var(--c5); }
        .shift text { fill: var(--ink); } .shift line { stroke: var(--tone); stroke-width: 4; stroke-linecap: round; } .shift circle { fill: var(--tone); stroke: var(--card); }
        .shift.less { --tone: var(--good); } .shift.more { --tone: var(--bad); } .shift.open { --tone: var(--unknown); } .same { stroke: var(--soft); stroke-dasharray: 3 3; }
        .point { fill: var(--p50); stroke: var(--card); stroke-width: 1.5; } .point.failed { fill: var(--card); stroke: var(--failed); stroke-width: 2.5; }
        .area.requests { fill: var(--requests); } .area.failed { fill: var(--failed); }
        .heat { fill: var(--p50); } .h1 { fill-opacity: .16; } .h2 { fill-opacity: .36; } .h3 { fill-opacity: .57; } .h4 { fill-opacity: .78; }
        .name { font-weight: 650; fill: var(--soft); } .name.p50 { fill: var(--p50); } .name.p95 { fill: var(--p95); } .name.p99, .name.failed { fill: var(--p99); }
        .hints path { fill: transparent; } .hints path:hover { fill: var(--ink); fill-opacity: .1; }
        .host .bar { height: 22px; border: 1px solid var(--line); border-radius: 6px; }
        .host .generator { fill: var(--soft); } .host .service { fill: var(--p50); } .host .database { fill: var(--p95); } .host .foreign { fill: var(--queue); }
        .layers { display: grid; gap: .5rem; margin-bottom: 1rem; } .layers div { display: grid; grid-template-columns: minmax(0, 15rem) minmax(0, 1fr) 5rem; gap: .8rem; align-items: center; }
        .layers .bar { height: 16px; } .layers .bar rect { stroke: var(--card); vector-effect: non-scaling-stroke; } .layers span { font-variant-numeric: tabular-nums; }
        .keys { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .9rem; } .keys i { display: inline-block; width: .8rem; height: .8rem; border-radius: 3px; margin-right: .4rem; }
        .layer1 { --tone: var(--p50); } .layer2 { --tone: var(--p95); } .layer3 { --tone: var(--p99); } .layer4 { --tone: var(--c4); }
        .application { --tone: var(--good); } .unexplained { --tone: var(--soft); } .queueing { --tone: var(--queue); } .keys i { background: var(--tone); }
        .pairs { gap: .2rem; } .pairs div { grid-template-columns: minmax(0, 15rem) minmax(0, 1fr) 8rem; } .pairs .bar { height: 10px; } .claims .bar { height: 12px; margin-bottom: .5rem; }
        .tree, .tree ul { list-style: none; margin: 0; padding: 0 0 0 1rem; border-left: 1px solid var(--line); font-size: .92rem; }
        .tree { padding-left: 0; border: 0; } .tree li { margin: .45rem 0; } .tree p { margin: .15rem 0; } .tree .bar { max-width: 20rem; height: 6px; margin: .2rem 0; }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: .7rem 0; }
        .legend div { display: flex; gap: .45rem; align-items: center; } .legend dd { margin: 0; font-weight: 650; } .legend dt i { display: inline-block; width: .8rem; height: .8rem; border-radius: 3px; margin-right: .4rem; }
        i.generator { background: var(--soft); } i.service { background: var(--p50); } i.database { background: var(--p95); } i.foreign { background: var(--queue); }
        .flame .call { fill: var(--p95); fill-opacity: .42; } .flame g:hover .call { fill-opacity: .75; } .flame text { fill: var(--ink); font-size: 11px; pointer-events: none; }
        footer { color: var(--soft); font-size: .88rem; padding: .3rem; }

        @media screen and (max-width: 48rem) {
          body { padding: .7rem; } section { padding: 1.1rem .9rem; } .hero { padding: 1.2rem .9rem; }
          .hero, .columns, .lead { grid-template-columns: minmax(0, 1fr); gap: 1rem; }
          nav::after { content: ""; position: sticky; right: 0; flex: 0 0 2rem; margin-left: -1.1rem; pointer-events: none; background: linear-gradient(to right, transparent, var(--page)); }
          .glance { grid-template-columns: repeat(2, minmax(0, 1fr)); } .glance li:last-child:nth-child(odd) { grid-column: 1 / -1; }
          .finding > summary { grid-template-columns: auto minmax(0, 1fr) 1rem; gap: .7rem; padding: .8rem; } .finding > summary .chip { grid-row: 2; grid-column: 1 / -1; }
          .layers div { grid-template-columns: minmax(0, 1fr) 5rem; } .layers .bar { grid-row: 2; grid-column: 1 / -1; }
          .body { padding: .2rem .8rem .9rem; } .bars > div { grid-template-columns: 3.6rem minmax(0, 1fr) 4.6rem; }
        }
        @media screen and (max-width: 30rem) { .lead .chart { font-size: 16px; } }
        @media print {
          :root, :root[data-theme] { --page: #fff; --sunk: #fff; color-scheme: light; } html { font-size: 9.5pt; } body { max-width: none; padding: 0; }
          table { font-size: .78rem; overflow-wrap: anywhere; } .n, th code, td code { white-space: normal; } .query { min-width: 0; }
          nav, .skip { display: none; } section, .hero { border-radius: 0; break-inside: auto; } .tile, .panel, figure, tr { break-inside: avoid; } h2, h3, h4 { break-after: avoid; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .scroll { overflow: visible; } .chart { min-width: 0; }
          .glance, .tiles { grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); } .lead { grid-template-columns: minmax(0, 1fr); } .lead .chart { max-width: 34rem; }
          .grid-of-charts { grid-template-columns: repeat(2, minmax(0, 1fr)); } .finding > summary { break-inside: avoid; break-after: avoid; }
          details::details-content { content-visibility: visible; block-size: auto; } .fold > summary { color: inherit; }
        }
        """);
}
