using System.IO.Compression;
using System.Text;
using Headroom.Load.Import;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Stacks;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Stacks;

public sealed class ProfileFormsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-profile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folded_stacks_count_a_function_that_calls_itself_once()
    {
        var profile = ProfileFiles.Read("stacks.folded", ProfileFiles.Folded).ShouldHaveSingleItem();

        (profile.Form, profile.Measure, profile.Unit, profile.Total).ShouldBe(("folded", "samples", "count", 6L));
        Of(profile).ShouldBe([("parse", 5L, 5L), ("serve", 1L, 6L), ("main", 0L, 6L)]);
        profile.Calls.ShouldBe([new(0, "all", 6), new(1, "main", 6), new(2, "serve", 6), new(3, "parse", 5), new(4, "parse", 2)]);
    }

    [Fact]
    public void Sampled_profiles_of_speedscope_are_summed_over_threads_without_those_that_wait()
    {
        var profile = ProfileFiles.Read("a.speedscope.json", ProfileFiles.Sampled).ShouldHaveSingleItem();

        (profile.Measure, profile.Unit, profile.Total).ShouldBe(("time", "nanoseconds", 3_500_000L));
        Of(profile).ShouldBe([("parse", 3_000_000L, 3_000_000L), ("main", 500_000L, 3_500_000L)]);
        profile.Functions[1].File.ShouldBe("a.py");
        profile.Remarks.ShouldHaveSingleItem().ShouldContain("not managed");
    }

    [Fact]
    public void Only_what_ends_in_code_that_is_not_managed_is_left_out()
    {
        var profile = ProfileFiles.Read("a.speedscope.json", ProfileFiles.Sampled.Replace("[0,1,2]", "[0,2,1]", StringComparison.Ordinal)).ShouldHaveSingleItem();

        profile.Total.ShouldBe(12_500_000L);
        profile.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Events_of_speedscope_give_the_time_to_the_innermost_function()
    {
        var profile = ProfileFiles.Read("b.speedscope.json", ProfileFiles.Evented).ShouldHaveSingleItem();

        Of(profile).ShouldBe([("main", 5000L, 10_000L), ("parse", 5000L, 5000L)], ignoreOrder: true);
        profile.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void A_profile_of_V8_leaves_idle_time_out()
    {
        var profile = ProfileFiles.Read("node.cpuprofile", ProfileFiles.CpuProfile).ShouldHaveSingleItem();

        (profile.Form, profile.Unit, profile.Duration).ShouldBe(("cpuprofile", "nanoseconds", TimeSpan.FromMilliseconds(10)));
        Of(profile).ShouldBe([("(anonymous)", 2_000_000L, 2_000_000L), ("serve", 1_000_000L, 3_000_000L)]);
        profile.Remarks.ShouldHaveSingleItem().ShouldContain("nothing to do");
    }

    [Fact]
    public void A_deep_stack_of_V8_is_cut_at_its_leaf()
    {
        var nodes = string.Join(',', Enumerable.Range(1, 600).Select(i => $$"""{"id":{{i}},"callFrame":{"functionName":"f{{i}}"},"children":[{{i + 1}}]}"""));
        var profile = ProfileFiles.Read("node.cpuprofile", $$"""{"nodes":[{{nodes}}],"samples":[600,600],"timeDeltas":[0,5]}""").ShouldHaveSingleItem();

        (profile.Calls[1].Name, profile.Calls.Count, profile.FunctionCount).ShouldBe(("f1", 513, 512));
        profile.Remarks.ShouldHaveSingleItem().ShouldContain("512");
    }

    [Theory]
    [InlineData("x.folded", "main;a 1\nmain;a 1\nmain;a 1\nmain;a 1\nmain;a 1\nmain;a 1\nmain;a 1\nmain;serve\n", "line 8")]
    [InlineData("x.speedscope.json", """{"shared":{"frames":[]},"profiles":[{"type":"evented","unit":"none","events":[{"type":"C","frame":0,"at":1}]}]}""", "closes what is not open")]
    [InlineData("x.speedscope.json", """{"shared":{"frames":[{"name":"a"}]},"profiles":[{"type":"sampled","unit":"seconds","samples":[[0],[0]],"weights":[1]}]}""", "without its weight")]
    [InlineData("x.speedscope.json", """{"profiles":[]}""", "no profile in it")]
    [InlineData("x.cpuprofile", """{"nodes":[{"id":1,"callFrame":{}}]}""", "timeDeltas")]
    [InlineData("x.pb", "\n\u0004\b\u0001\u0010\u0002\u0012\u0020", "no whole profile")]
    [InlineData("notes.txt", "a;b\n", "expected pprof, speedscope, cpuprofile, folded")]
    public void What_is_damaged_is_refused_with_its_reason(string name, string content, string reason)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        Should.Throw<ImportException>(() => ProfileImport.Read(path, "x", name, CancellationToken.None)).Message.ShouldContain(reason);
    }

    [Fact]
    public void A_compressed_profile_that_ends_early_says_so()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(ProfileFiles.Folded));
        }

        var path = Path.Combine(_folder, "stacks.folded.gz");
        File.WriteAllBytes(path, packed.ToArray()[..^4]);

        ProfileImport.Read(path, "x", "stacks.folded.gz", CancellationToken.None).ShouldHaveSingleItem().Remarks.ShouldHaveSingleItem().ShouldContain("ends early");
        RunImport.Read([path], CancellationToken.None).Runs.Profiles.ShouldHaveSingleItem().Remarks.ShouldHaveSingleItem().ShouldContain("ends early");
    }

    [Fact]
    public void Profiles_stand_beside_the_runs_of_a_folder()
    {
        File.Copy(ProfileFiles.PathOf("heap.pb.gz"), Path.Combine(_folder, "heap.pb.gz"));
        File.WriteAllText(Path.Combine(_folder, "perf.txt"), ProfileFiles.Folded);

        var read = RunImport.Read([_folder], CancellationToken.None);

        read.Runs.Profiles.Select(profile => (profile.Name, profile.Measure)).ShouldBe([("heap.pb.gz", "alloc_space"), ("heap.pb.gz", "inuse_space"), ("perf.txt", "samples")]);
        (read.Runs.Failures.Count, read.Runs.Skipped).ShouldBe((0, 0L));
    }

    [Fact]
    public void A_tree_is_cut_where_it_is_thin_and_a_deep_stack_at_its_leaf()
    {
        var wide = ProfileFiles.Read("wide.folded", string.Concat(Enumerable.Range(0, 4000).Select(i => $"main;f{i} {(i < 1000 ? 10 : 1)}\n"))).Single();
        var deep = ProfileFiles.Read("deep.folded", $"{string.Join(';', Enumerable.Range(0, 2000).Select(i => $"f{i}"))} 5\n").Single();

        (wide.FunctionCount, wide.Functions.Count).ShouldBe((4001, 1000));
        wide.Calls.Select(call => call.Value).ShouldAllBe(value => value >= 13_000 / 1000 || value == 13_000);
        (deep.Calls.Count, deep.FunctionCount).ShouldBe((513, 512));
        deep.Remarks.ShouldHaveSingleItem().ShouldContain("512");
    }

    [Fact]
    public void What_a_tree_has_no_room_for_counts_where_it_ends_and_for_nobody_else()
    {
        var tally = new StackTally();
        int[] ids = [.. Enumerable.Range(0, 1000).Select(i => tally.IdOf($"f{i}", file: null))];
        foreach (var outer in ids)
        {
            foreach (var inner in ids.Take(500))
            {
                tally.Add([outer, inner], 1);
            }
        }

        var profile = tally.Profile("p", "p", new ProfileKind("folded", "samples", "count"), duration: null, []);

        profile.Calls.Single(call => call is { Depth: 1, Name: "f0" }).Value.ShouldBe(500, "what f999 called had no room, and is not f0's");
        profile.Functions.Single(function => function.Name == "f999").Cumulative.ShouldBe(500);
        profile.Remarks.ShouldHaveSingleItem().ShouldContain("500000 places");
    }

    [Fact]
    public void More_names_than_one_program_has_are_refused()
    {
        var tally = new StackTally();

        Should.Throw<RunFormException>(() =>
        {
            for (var i = 0; i < 64; i++)
            {
                tally.IdOf($"{i}{new string('f', 1024 * 1024)}", file: null);
            }
        }).Message.ShouldContain("names of functions");
    }

    private static IEnumerable<(string, long, long)> Of(CodeProfile profile) => profile.Functions.Select(function => (function.Name, function.Own, function.Cumulative));
}
