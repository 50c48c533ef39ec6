using System.Globalization;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Web;

/// <summary>The page in the forms in which people look at it; bench/report-screenshots keeps its pictures.</summary>
public sealed class ReportFormsTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    private const int Loads = 5;

    private const string FirstPaint = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1";

    private readonly List<string> _console = [];

    [Theory]
    [InlineData("desktop", 1280, ColorScheme.Light, Media.Screen)]
    [InlineData("dark", 1280, ColorScheme.Dark, Media.Screen)]
    [InlineData("print", 794, ColorScheme.Light, Media.Print)]
    [InlineData("narrow", 320, ColorScheme.Light, Media.Screen)]
    public async Task Nothing_is_wider_than_the_page(string form, int width, ColorScheme theme, Media media)
    {
        var options = new BrowserNewContextOptions
        {
            ColorScheme = theme,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = 1800 },
        };
        var page = Environment.GetEnvironmentVariable("HEADROOM_REPORT") is { Length: > 0 } file
            ? await chromium.OpenAsync(file, _console, options)
            : await chromium.OpenAsync(Chromium.Golden(), _console, options);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = media });

        (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);

        var picture = await page.ScreenshotAsync();
        picture.ShouldNotBeEmpty();
        if (Environment.GetEnvironmentVariable("HEADROOM_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{form}.png"), picture, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_first_paint_is_told()
    {
        var paints = new List<double>();
        for (var load = 0; load < Loads; load++)
        {
            var page = await chromium.OpenAsync(Chromium.Demo(), _console);
            await page.Locator("h1").WaitForAsync();
            await page.ScreenshotAsync(); // a frame was drawn, so there is a first paint, which is told a moment later
            var paint = -1.0;
            await Eventually.HoldsAsync(async () => (paint = await page.EvaluateAsync<double>(FirstPaint)) > 0, "the first paint is told");
            paints.Add(paint);
            await page.Context.CloseAsync();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first paint of the demo's page: {paints.Min():0} ms at best, {paints.Max():0} ms at worst, of {Loads}"));
    }
}
