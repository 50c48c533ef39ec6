using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Headroom.Tests.EndToEnd.Web;

/// <summary>What the page does before its first paint, and what it leaves for afterwards.</summary>
public sealed class ReportPaintTests(Chromium chromium) : IClassFixture<Chromium>
{
    // Runs right after the page's own script, before any other task begins.
    private const string AsTheScriptLeavesIt = """
        new MutationObserver((_, observer) => {
          if (document.querySelector('.tools') !== null) {
            const layout = selector => getComputedStyle(document.querySelector(selector)).contentVisibility;
            const built = document.querySelectorAll('.sorter, .copy, #filter, main canvas').length;
            window.atFirst = `overview ${layout('#overview')}, run ${layout('#run')}, ${built} built`;
            observer.disconnect();
          }
        }).observe(document, { childList: true, subtree: true });
        """;

    private readonly List<string> _console = [];

    [Fact]
    public async Task What_is_below_the_first_screen_waits_for_the_first_paint()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console, before: AsTheScriptLeavesIt);

        (await AtFirstAsync(page)).ShouldBe("overview visible, run auto, 0 built");
        (await page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('#run')).contentVisibility")).ShouldBe("visible");
        (await page.Locator(".sorter, .copy, #filter, main canvas").CountAsync()).ShouldBeGreaterThan(0);
        _console.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_comes_to_a_place_within_the_page_finds_all_above_it_laid_out()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console, before: AsTheScriptLeavesIt);
        var address = page.Url;

        await page.ReloadAsync();
        (await AtFirstAsync(page)).ShouldBe("overview visible, run visible, 0 built");

        await page.GotoAsync("about:blank");
        await page.GotoAsync(address + "#finding-4");
        (await AtFirstAsync(page)).ShouldBe("overview visible, run visible, 0 built");
        await Expect(page.Locator("#finding-4")).ToHaveAttributeAsync("open", "");
        await Expect(page.Locator("#finding-4")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task On_paper_nothing_waits()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console);
        await page.EvaluateAsync("() => { delete document.documentElement.dataset.whole; }");
        (await LaidOutAtOnceAsync(page)).ShouldBeFalse();

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        (await LaidOutAtOnceAsync(page)).ShouldBeTrue();
    }

    private static Task<string> AtFirstAsync(IPage page) => page.EvaluateAsync<string>("() => window.atFirst");

    private static Task<bool> LaidOutAtOnceAsync(IPage page) => page.EvaluateAsync<bool>(
        "() => [...document.querySelectorAll('main > section')].every(one => getComputedStyle(one).contentVisibility === 'visible')");
}
