using System.Collections.Concurrent;
using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Plans;
using Headroom.Tests.EndToEnd.Experiments.Probes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Cli;

/// <summary>Profiles from a real service, over real connections.</summary>
public sealed class CodeProfileRunTests : IDisposable
{
    private const string Folded = "main;serve;parse 3\nmain;serve 1\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_source_is_read_and_what_cannot_be_read_is_told()
    {
        var asked = new ConcurrentQueue<string>();
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/debug/pprof/profile", (HttpRequest request) => Noted(request, Results.Text(Folded)));
            app.MapGet("/nothing", (HttpRequest request) => Noted(request, Results.NotFound()));
            app.MapGet("/text", (HttpRequest request) => Noted(request, Results.Text("no profile at all")));
        });
        var (written, stale) = (Path.Combine(_folder, "written.folded"), Path.Combine(_folder, "stale.folded"));
        await File.WriteAllTextAsync(stale, Folded, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddMinutes(-5));
        var plan = new ServicePlan
        {
            Name = "shop",
            Url = service.Url,
            Profiles = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["cpu"] = new Uri(service.Url, "/debug/pprof/profile").AbsoluteUri,
                ["gone"] = new Uri(service.Url, "/nothing?token=abc").AbsoluteUri,
                ["text"] = new Uri(service.Url, "/text").AbsoluteUri,
                ["written"] = written,
                ["stale"] = stale,
            },
        };

        await using var run = CodeProfileRun.Start(plan, Load(), RunFolder.Create(_folder), TimeProvider.System, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(written, Folded, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => asked.Count == 3, "all are asked for while the load runs");
        var profiles = await run.EndAsync(TestContext.Current.CancellationToken);

        profiles.Profiles.Select(profile => (profile.Name, profile.Total, profile.Functions[0].Name)).ShouldBe([("cpu", 4L, "parse"), ("written", 4L, "parse")]);
        profiles.Missing.Select(one => one.Name).ShouldBe(["gone", "stale", "text"]);
        profiles.Missing[0].Cause.ShouldContain("answered 404");
        profiles.Missing[0].Cause.ShouldNotContain("abc");
        profiles.Missing[1].Cause.ShouldContain("older than the load");
        profiles.Missing[2].Cause.ShouldContain("no profile");
        asked.Order(StringComparer.Ordinal).ShouldBe(["/debug/pprof/profile?seconds=1", "/nothing?token=abc", "/text"]); // 1 s, as the load
        (await File.ReadAllTextAsync(Path.Combine(_folder, "profiles", "cpu.pb.gz"), TestContext.Current.CancellationToken)).ShouldBe(Folded);

        IResult Noted(HttpRequest request, IResult answer)
        {
            asked.Enqueue($"{request.Path}{request.QueryString}");
            return answer;
        }
    }

    [Fact]
    public async Task Without_any_profile_there_is_a_cause()
    {
        var plan = new ServicePlan
        {
            Name = "shop",
            Url = new Uri("http://127.0.0.1:1"),
            Profiles = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["cpu"] = "http://127.0.0.1:1/profile?seconds=1" },
        };

        var load = Load() with { WarmUp = TimeSpan.Zero }; // so that it is asked for at once
        await using var run = CodeProfileRun.Start(
            plan, load, RunFolder.Create(_folder), TimeProvider.System, TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<CollectorException>(() => run.EndAsync(TestContext.Current.CancellationToken))).Message.ShouldContain("cpu: http://127.0.0.1:1/profile?seconds=1 does not answer");
    }

    private static LoadPlan Load() => ProbedService.Load("  - get: /") with
    {
        WarmUp = TimeSpan.FromMilliseconds(100),
        Scenarios = [.. ProbedService.Load("  - get: /").Scenarios.Select(scenario => scenario with { Executor = new Executor.ConstantVus(1, TimeSpan.FromSeconds(2)) })],
    };
}
