using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class CodeProfileRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("profile", "profile?seconds=59")]
    [InlineData("profile?key=abc", "profile?key=abc&seconds=59")]
    [InlineData("profile?milliseconds=1", "profile?milliseconds=1&seconds=59")]
    [InlineData("profile?key=abc&seconds=7", "profile?key=abc&seconds=7")]
    [InlineData("heap?gc=1", "heap?gc=1")]
    public void The_profile_of_the_processor_is_as_long_as_the_load_and_keeps_what_else_is_asked(string address, string asked)
    {
        var home = new Uri("http://127.0.0.1:6060/debug/pprof/");

        CodeProfileRun.Timed(new Uri(home, address), TimeSpan.FromMinutes(1)).ShouldBe(new Uri(home, asked));
    }

    [Fact]
    public async Task Of_a_load_that_ended_early_nothing_is_asked_for_any_more_and_what_is_there_is_kept()
    {
        using var server = LoopbackServer.Ok();
        var written = Path.Combine(_folder, "written.folded");
        var service = new ServicePlan
        {
            Name = "shop",
            Url = server.Url,
            Profiles = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["heap"] = new Uri(server.Url, "/heap").AbsoluteUri,
                ["written"] = written,
            },
        };
        var load = Given.PlanOf(Given.Vus(1, 60_000), Given.Get("/"));

        await using var run = CodeProfileRun.Start(
            service, load, RunFolder.Create(_folder), TimeProvider.System, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(written, "main;serve 3\n", TestContext.Current.CancellationToken);
        var profiles = await run.EndAsync(TestContext.Current.CancellationToken);

        profiles.Profiles.ShouldHaveSingleItem().Name.ShouldBe("written");
        var missing = profiles.Missing.ShouldHaveSingleItem();
        (missing.Name, missing.Cause).ShouldBe(("heap", "the load ended before it was asked for"));
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void A_run_in_the_folder_of_another_one_has_no_profile_of_that_one()
    {
        RunFolder.Create(_folder).Write("profiles/cpu.pb.gz", "of another run");

        AuditSession.Start(_folder);

        Directory.Exists(Path.Combine(_folder, "profiles")).ShouldBeFalse();
    }
}
