using System.Text;
using Headroom.Report;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Headroom.Tests.EndToEnd.Web;

/// <summary>The page in a real browser, from a file, under its own policy: sorting, opening, copying, keys, and whether all can read it.</summary>
public sealed class ReportPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int MostBytes = 600_000;

    private const string Violations = """
        async () => (await axe.run(document)).violations
            .map(violation => `${violation.id}: ${violation.nodes.map(node => node.target.join(' ')).join('; ')}`).join('\n')
        """;

    // Runs before the page's own script, once the page is there as far as that.
    private const string WhereTheHeadIs = """
        new MutationObserver((_, observer) => {
          if (document.querySelector('footer') !== null) {
            window.headBefore = document.querySelector('h1').getBoundingClientRect().top;
            observer.disconnect();
          }
        }).observe(document, { childList: true, subtree: true });
        """;

    // What a button says for a moment, it goes on saying: nobody knows how late it is read.
    private const string LongMoments = """
        (later => { window.setTimeout = (act, ms = 0, ...rest) => later(act, 1000 * ms, ...rest); })(window.setTimeout.bind(window));
        """;

    private readonly List<string> _console = [];

    [Fact]
    public async Task The_head_of_the_page_stays_where_it_is_when_the_script_comes_alive()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console, before: WhereTheHeadIs);

        await Expect(page.Locator(".tools button").First).ToBeVisibleAsync();
        (await page.EvaluateAsync<double>("() => document.querySelector('h1').getBoundingClientRect().top - window.headBefore")).ShouldBe(0.0, 1.0);
    }

    [Fact]
    public void The_page_of_the_demo_and_of_the_sample_stay_small()
    {
        Encoding.UTF8.GetByteCount(HtmlReport.Render(Chromium.Demo())).ShouldBeLessThanOrEqualTo(MostBytes);
        Encoding.UTF8.GetByteCount(HtmlReport.Render(Chromium.Golden())).ShouldBeLessThanOrEqualTo(MostBytes);
    }

    [Fact]
    public async Task The_page_is_alive_and_the_console_is_silent_though_nothing_but_its_own_script_is_allowed()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);

        await Expect(page.Locator(".plot canvas").First).ToBeVisibleAsync();
        await Expect(page.Locator(".heat canvas")).ToBeVisibleAsync();
        await Expect(page.Locator("svg:has(#chart-latency-title)")).ToBeHiddenAsync();
        _console.ShouldBeEmpty();

        // The same page as a policy's test: a script that it does not know by its hash is refused.
        await page.RunAndWaitForConsoleMessageAsync(
            () => page.EvaluateAsync(
                "() => { const s = document.createElement('script'); s.textContent = 'window.smuggled = true'; document.body.append(s); }"),
            new PageRunAndWaitForConsoleMessageOptions
            {
                Predicate = message => message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase),
            });
        (await page.EvaluateAsync<bool>("() => window.smuggled === true")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_page_of_the_demo_has_no_error_either()
    {
        var page = await chromium.OpenAsync(Chromium.Demo(), _console);

        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        _console.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_is_sorted_by_what_its_cells_mean_with_pointer_and_keyboard_and_the_unknown_stays_last()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var table = page.Locator("#load table").First;
        var head = table.Locator("thead th").Filter(new LocatorFilterOptions { HasText = "p95" }).First;
        var cells = table.Locator("tbody tr > :nth-child(6)");

        await head.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(head).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(cells).ToHaveTextAsync(new[] { "300.0 ms", "141.9 ms", "41.2 ms", "8.1 ms", "–" });

        await head.GetByRole(AriaRole.Button).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(cells).ToHaveTextAsync(new[] { "8.1 ms", "41.2 ms", "141.9 ms", "300.0 ms", "–" });

        await table.Locator("thead th").First.GetByRole(AriaRole.Button).ClickAsync();
        (await table.Locator("thead th[aria-sort]").CountAsync()).ShouldBe(1);
        await Expect(table.Locator("tbody tr").First).ToContainTextAsync("GET /clips");
    }

    [Fact]
    public async Task Sizes_are_sorted_by_what_they_are_and_not_by_their_digits()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var table = page.Locator("#load table").First;
        var cells = table.Locator("tbody tr > :nth-child(6)");
        await cells.EvaluateAllAsync<int>(
            "(cells, sizes) => { cells.forEach((cell, i) => { cell.textContent = sizes[i]; }); return cells.length; }",
            new[] { "512 KiB", "2 GiB", "64 MiB", "900 B", "1.5 MB" });

        await table.Locator("thead th").Nth(5).GetByRole(AriaRole.Button).ClickAsync();

        await Expect(cells).ToHaveTextAsync(new[] { "2 GiB", "64 MiB", "1.5 MB", "512 KiB", "900 B" });
    }

    [Fact]
    public async Task Findings_open_by_link_by_button_and_by_filter()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var open = page.Locator("details.finding[open]");
        var total = await page.Locator("details.finding").CountAsync();

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Collapse all" }).ClickAsync();
        await Expect(open).ToHaveCountAsync(0);
        await page.Locator("ol.top a").Nth(1).ClickAsync();
        await Expect(page.Locator("#finding-2")).ToHaveAttributeAsync("open", "");
        await Expect(open).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Expand all" }).ClickAsync();
        await Expect(open).ToHaveCountAsync(total);

        await page.Locator("#filter").FillAsync("offset zebra");
        await Expect(page.Locator("details.finding:visible")).ToHaveCountAsync(0);
        await page.Locator("#filter").FillAsync("offset throws");
        await Expect(page.Locator("details.finding:visible")).ToHaveCountAsync(1);
        await Expect(page.Locator("#filter-count")).ToHaveTextAsync($"1 of {total}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Object.defineProperty(navigator, 'clipboard', { value: undefined });")]
    public async Task Code_is_copied_by_the_clipboard_or_in_the_old_way(string? before)
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console, before: LongMoments + before);
        var code = page.Locator("#finding-1 .code").First;

        await code.Locator(".copy").ClickAsync();
        await Expect(code.Locator(".copy")).ToHaveTextAsync("Copied");
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("copied");
        await page.Locator("#filter").FocusAsync();
        await page.Keyboard.PressAsync("Control+V");

        Squeezed(await page.Locator("#filter").InputValueAsync()).ShouldBe(Squeezed(await code.Locator("code").InnerTextAsync()));
        _console.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_lead_from_finding_to_finding_to_the_filter_and_to_the_list_of_keys()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var focused = page.Locator("details.finding:has(> summary:focus)");

        await page.Keyboard.PressAsync("j");
        await Expect(focused).ToHaveAttributeAsync("id", "finding-1");
        await page.Keyboard.PressAsync("j");
        await Expect(focused).ToHaveAttributeAsync("id", "finding-2");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#finding-2")).Not.ToHaveAttributeAsync("open", "");
        await page.Keyboard.PressAsync("k");
        await Expect(focused).ToHaveAttributeAsync("id", "finding-1");

        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#filter")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("jk?");
        await Expect(page.Locator("#filter")).ToHaveValueAsync("jk?");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#filter")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Keys_of_one_letter_can_be_turned_off()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var focused = page.Locator("details.finding:has(> summary:focus)");

        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("?");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Expect(focused).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Keys" }).ClickAsync();
        await page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await Expect(focused).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_first_key_skips_to_the_overview()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var address = page.Url;

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await Expect(page.Locator(".skip")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(address + "#overview");
    }

    [Fact]
    public async Task The_latency_map_tells_how_many_requests_took_how_long()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var map = page.Locator(".heat canvas");

        await Expect(page.Locator(".heat figcaption")).ToContainTextAsync("the more requests took so long");
        await map.HoverAsync();
        await Expect(page.Locator(".heat .told")).ToContainTextAsync("second ");
    }

    [Fact]
    public async Task A_flame_graph_tells_a_call_looks_closer_and_finds_functions()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var flame = page.Locator(".flame");
        var (canvas, told, whole) = (flame.Locator("canvas"), flame.Locator(".told"), flame.GetByRole(AriaRole.Button, new() { Name = "Whole profile" }));
        await Expect(flame.Locator("svg")).ToBeHiddenAsync();

        await canvas.HoverAsync(new() { Position = new() { X = 20, Y = 50 } });
        await Expect(told).ToHaveTextAsync("main.(*Feed).<Rank>: 30.1 s, 72.9 %");
        await Expect(whole).ToBeDisabledAsync();
        await canvas.ClickAsync(new() { Position = new() { X = 20, Y = 50 } });
        await Expect(whole).ToBeEnabledAsync();
        await canvas.HoverAsync(new() { Position = new() { X = 800, Y = 30 } });
        await Expect(told).ToHaveTextAsync("net/http.(*conn).serve: 38.7 s, 93.7 %");
        await whole.ClickAsync();
        await flame.GetByRole(AriaRole.Searchbox).FillAsync("JSON");
        await Expect(told).ToHaveTextAsync("1 call found, 9.87 s, 23.9 % with what was called");
        _console.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_keys_go_through_the_calls_of_a_flame_graph_and_look_closer()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        var flame = page.Locator(".flame");
        var (calls, told, whole) = (flame.Locator(".calls"), flame.Locator(".told"), flame.GetByRole(AriaRole.Button, new() { Name = "Whole profile" }));

        await calls.FocusAsync();
        foreach (var (key, name) in new[]
        {
            ("ArrowDown", "net/http.(*conn).serve: "), ("ArrowRight", "runtime.gcBgMarkWorker: "), ("ArrowLeft", "net/http.(*conn).serve: "),
            ("ArrowDown", "main.(*Feed).<Rank>: "), ("ArrowUp", "net/http.(*conn).serve: "), ("Home", "all: "), ("ArrowDown", "net/http.(*conn).serve: "),
        })
        {
            await page.Keyboard.PressAsync(key);
            await Expect(told).ToContainTextAsync(name);
        }

        await page.Keyboard.PressAsync("Enter");
        await Expect(whole).ToBeEnabledAsync();
        await whole.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(whole).ToBeDisabledAsync();
        await Expect(calls).ToBeFocusedAsync();
        _console.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_result_without_counts_by_latency_has_a_map_that_says_what_it_does_not_know()
    {
        var golden = Chromium.Golden();
        var page = await chromium.OpenAsync(golden with { Seconds = [.. golden.Seconds.Select(second => second with { LatencyCounts = null })] }, _console);

        await Expect(page.Locator(".heat figcaption")).ToContainTextAsync("no counts by latency");
        _console.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_thousands_of_findings_is_bounded_and_alive()
    {
        var golden = Chromium.Golden();
        var page = await chromium.OpenAsync(golden with { Findings = [.. Enumerable.Repeat(golden.Findings[0], 2_000)] }, _console);

        await Expect(page.Locator("#findings details.finding")).ToHaveCountAsync(100);
        await Expect(page.Locator("#findings tbody tr")).Not.ToHaveCountAsync(0);

        var looked = await page.Locator("details.finding, #findings > .scroll tbody > tr").CountAsync();
        await page.Locator("#filter").FillAsync("zebra");
        await Expect(page.Locator("details.finding:visible, #findings > .scroll tbody > tr:visible")).ToHaveCountAsync(0);
        await Expect(page.Locator("#filter-count")).ToHaveTextAsync($"0 of {looked}");
        _console.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_chart_of_the_load_is_read_with_the_arrow_keys()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);

        await page.Locator(".plot").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("second 0: p50");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("second 1: p50");
        await page.Keyboard.PressAsync("End");
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("second 59: p50");
    }

    [Fact]
    public async Task The_theme_is_the_systems_until_the_button_says_otherwise_and_is_not_stored()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console, new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });
        var dark = await BackgroundAsync(page);

        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Light" }).ClickAsync();
        (await BackgroundAsync(page)).ShouldNotBe(dark);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Dark" }).ClickAsync();
        (await BackgroundAsync(page)).ShouldBe(dark);
        _console.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_that_keeps_anybody_from_reading_it(ColorScheme theme)
    {
        var axe = Path.Combine(Chromium.Root(), "web", "node_modules", "axe-core", "axe.min.js");
        var page = await chromium.OpenAsync(Chromium.Golden(), _console, new BrowserNewContextOptions { ColorScheme = theme });
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Expand all" }).ClickAsync();

        await page.EvaluateAsync(await File.ReadAllTextAsync(axe, TestContext.Current.CancellationToken) + ";undefined");
        (await page.EvaluateAsync<string>(Violations)).ShouldBe("");
    }

    [Fact]
    public async Task On_paper_everything_is_open_and_no_button_is_left()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Collapse all" }).ClickAsync();

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        await page.EvaluateAsync("() => { dispatchEvent(new Event('beforeprint')); }");
        (await page.Locator("details:not([open])").CountAsync()).ShouldBe(0);
        (await page.Locator(".tools, .toolbar, .copy").Filter(new LocatorFilterOptions { Visible = true }).CountAsync()).ShouldBe(0);
        await Expect(page.Locator("svg:has(#chart-latency-title)")).ToBeVisibleAsync();

        await page.EvaluateAsync("() => { dispatchEvent(new Event('afterprint')); }");
        await Expect(page.Locator("details.finding[open]")).ToHaveCountAsync(0);
    }

    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
}
