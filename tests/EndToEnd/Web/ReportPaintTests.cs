using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Web;

/// <summary>What the page does before its first paint, and what it leaves for afterwards.</summary>
public sealed class ReportPaintTests(Chromium chromium) : IClassFixture<Chromium>
{
    // Runs right after the page's own script, before any other task begins.
    private const string AsTheScriptLeavesIt = """
        new MutationObserver((_, observer) => {
          if (document.querySelector('.tools') !== null) {
            window.atFirst = `${document.querySelectorAll('.sorter, .copy, #filter, main canvas').length} built`;
            observer.disconnect();
          }
        }).observe(document, { childList: true, subtree: true });
        """;

    private readonly List<string> _console = [];

    [Fact]
    public async Task What_is_below_the_first_screen_waits_for_the_first_paint()
    {
        var page = await chromium.OpenAsync(Chromium.Golden(), _console, before: AsTheScriptLeavesIt);

        (await page.EvaluateAsync<string>("() => window.atFirst")).ShouldBe("0 built");
        (await page.Locator(".sorter, .copy, #filter, main canvas").CountAsync()).ShouldBeGreaterThan(0);
        _console.ShouldBeEmpty();
    }
}
