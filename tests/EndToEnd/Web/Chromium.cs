using System.Runtime.CompilerServices;
using System.Text.Json;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;
using Microsoft.Playwright;
using Xunit;

namespace Headroom.Tests.EndToEnd.Web;

/// <summary>One browser for all tests of the page, and the page in a file, as people open it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Milliseconds for whatever is waited for: the usual five seconds are too few where others work beside the browser.</summary>
    private const float PatienceMs = 120_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-page-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is { } program)
        {
            Assertions.SetDefaultExpectTimeout(PatienceMs);
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"], Timeout = PatienceMs });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The result that the golden files of the reports are made of.</summary>
    internal static AuditResult Golden() => Read("blocked.golden.json");

    /// <summary>The result of a recorded run of the demo.</summary>
    internal static AuditResult Demo() => Read("runs/clipper-all-defects/result.golden.json");

    /// <summary>A page of the result, opened from a file, once its script has run. What the console says goes into the list.</summary>
    /// <param name="result">What it shows.</param>
    /// <param name="console">Errors and warnings.</param>
    /// <param name="options">Size, theme, ...; null: a desktop in light.</param>
    /// <param name="before">A script that runs before the page's own, or null.</param>
    internal async Task<IPage> OpenAsync(AuditResult result, IList<string> console, BrowserNewContextOptions? options = null, string? before = null)
    {
        var file = Path.Combine(_folder, "report.html");
        await File.WriteAllTextAsync(file, HtmlReport.Render(result), TestContext.Current.CancellationToken);
        return await OpenAsync(file, console, options, before);
    }

    /// <summary>A file with the page.</summary>
    internal string PageOf(string markup)
    {
        var file = Path.Combine(_folder, "page.html");
        File.WriteAllText(file, markup);
        return file;
    }

    /// <summary>The same of a page that is a file already.</summary>
    internal async Task<IPage> OpenAsync(string file, IList<string> console, BrowserNewContextOptions? options = null, string? before = null)
    {
        Assert.SkipWhen(_browser is null, "eng/setup chromium installs what this test needs");
        var context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions { ColorScheme = ColorScheme.Light });
        context.SetDefaultTimeout(PatienceMs);
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                console.Add(message.Text);
            }
        };
        page.PageError += (_, error) => console.Add(error);
        if (before is not null)
        {
            await page.AddInitScriptAsync(before);
        }

        await page.GotoAsync(new Uri(file).AbsoluteUri);
        await page.Locator("html[data-alive=true]").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        return page;
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    private static AuditResult Read(string golden) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(Root(), "tests", "Unit", "Golden", golden)), ModelJson.Result)!;

    internal static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
