using Headroom.Cli.Output;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Output;

public sealed class LoadViewTests
{
    private static readonly LoadProgress Half = new()
    {
        Elapsed = TimeSpan.FromSeconds(15),
        Total = TimeSpan.FromSeconds(30),
        Phase = LoadPhase.Recording,
        RequestsPerSecond = 1_000,
        Requests = 15_000,
        InFlight = 12,
        Errors = 3,
        ErrorsByKind = new Dictionary<string, long> { ["refused"] = 1, ["timeout"] = 2 },
        P50 = TimeSpan.FromMilliseconds(1.2),
        P95 = TimeSpan.FromMilliseconds(3.4),
        P99 = null,
        Endpoints = [.. Enumerable.Range(0, 40).Select(i => new EndpointProgress($"GET /resource/{i}", i, 0, null, null, null, new Dictionary<string, long>()))],
    };

    [Theory]
    [InlineData(120, 40)]
    [InlineData(80, 24)]
    [InlineData(40, 10)]
    [InlineData(10, 3)]
    [InlineData(1, 1)]
    public void A_frame_fits_the_terminal(int width, int height)
    {
        var lines = LoadFrame.Lines(Half, width, height);

        lines.Count.ShouldBeLessThanOrEqualTo(Math.Max(1, height - 1));
        lines.ShouldAllBe(line => line.Length < width);
    }

    [Fact]
    public void A_frame_shows_the_rate_the_time_left_errors_and_the_busiest_endpoints()
    {
        var text = string.Join('\n', LoadFrame.Lines(Half, 120, 24));

        text.ShouldContain("1,000 requests/s");
        text.ShouldContain("15 s left");
        text.ShouldContain("errors: timeout ×2, refused ×1");
        text.ShouldContain("GET /resource/39 ");
        text.ShouldNotContain("GET /resource/0 ");
        text.ShouldContain("more endpoints");
    }

    [Fact]
    public void A_frame_is_drawn_over_the_one_before_also_when_the_terminal_became_narrower()
    {
        var width = 100;
        using var output = new StringWriter();
        var view = new LoadView(output, () => (width, 24));
        view.Report(Half with { Endpoints = [] });
        var first = output.ToString();
        width = 20;
        view.Report(Half with { Endpoints = [] });

        first.ShouldNotContain("\u001b[");
        var rows = first.TrimEnd('\n').Split('\n').Sum(line => (line.Length + 19) / 20);
        output.ToString()[first.Length..].ShouldStartWith($"\u001b[{rows}A\r\u001b[J");
    }

    [Fact]
    public void Each_second_stands_once_though_reports_come_a_little_early_or_late()
    {
        using var output = new StringWriter();
        var view = new LoadView(output, size: null);
        foreach (var second in (double[])[7.01, 7.99, 9.02, 9.4, 10.01])
        {
            view.Report(Half with { Elapsed = TimeSpan.FromSeconds(second) });
        }

        output.ToString().TrimEnd().Split('\n').Select(line => line.Split(" s  ")[0])
            .ShouldBe(["load    7/30", "load    8/30", "load    9/30", "load    10/30"]);
    }

    [Fact]
    public void What_ends_after_the_load_is_told_beyond_it() =>
        LoadFrame.Line(Half with { Elapsed = TimeSpan.FromSeconds(36), Phase = LoadPhase.Draining }).ShouldStartWith("drain   30 s + 6 s  ");

    [Theory]
    [InlineData(60, 10)]
    [InlineData(600, 2)]
    public void What_is_no_terminal_gets_a_plain_line_every_second_or_of_a_long_run_every_five(int total, int lines)
    {
        using var output = new StringWriter();
        var view = new LoadView(output, size: null);
        for (var second = 1; second <= 10; second++)
        {
            view.Report(Half with { Elapsed = TimeSpan.FromSeconds(second), Total = TimeSpan.FromSeconds(total) });
        }

        output.ToString().TrimEnd().Split('\n').Length.ShouldBe(lines);
        output.ToString().ShouldNotContain('\u001b');
    }
}
