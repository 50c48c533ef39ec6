using System.Globalization;
using Headroom.Model.Results;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Web;

/// <summary>The page in the forms in which people look at it; bench/report-screenshots keeps its pictures.</summary>
public sealed class ReportFormsTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    private const int Loads = 10;

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
        var page = await ReportAsync(Chromium.Golden(), options);
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
    public async Task The_first_paint_is_told_beside_that_of_a_page_of_one_line()
    {
        var (report, line) = (new List<double>(), new List<double>());
        for (var load = 0; load < Loads; load++)
        {
            line.Add(await PaintAsync(await chromium.OpenAsync(chromium.PageOf("<!doctype html><html data-alive=true><title>one</title><h1>line</h1>"), _console)));
            report.Add(await PaintAsync(await ReportAsync(Chromium.Demo())));
        }

        output.WriteLine($"first paint of the report: {Told(report)}");
        output.WriteLine($"first paint of a page of one line, between its loads: {Told(line)}");
    }

    private static async Task<double> PaintAsync(IPage page)
    {
        await page.Locator("h1").First.WaitForAsync();
        await page.ScreenshotAsync(); // a frame was drawn, so there is a first paint, which is told a moment later
        var paint = -1.0;
        await Eventually.HoldsAsync(async () => (paint = await page.EvaluateAsync<double>(FirstPaint)) > 0, "the first paint is told");
        await page.Context.CloseAsync();
        return paint;
    }

    private static string Told(List<double> paints) => string.Create(
        CultureInfo.InvariantCulture,
        $"{paints.Min():0} ms at best, {paints.Order().ElementAt(paints.Count / 2):0} ms in the middle, {paints.Max():0} ms at worst, of {paints.Count}");

    private async Task<IPage> ReportAsync(AuditResult sample, BrowserNewContextOptions? options = null) =>
        Environment.GetEnvironmentVariable("HEADROOM_REPORT") is { Length: > 0 } file
            ? await chromium.OpenAsync(file, _console, options)
            : await chromium.OpenAsync(sample, _console, options);
}
