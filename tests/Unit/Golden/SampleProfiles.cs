using Headroom.Model.Evidence;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Profiles of the sample's code: of its processor time, and of what it holds.</summary>
internal static class SampleProfiles
{
    public static IReadOnlyList<CodeProfile> All { get; } =
    [
        new CodeProfile
        {
            Name = "cpu",
            Source = "http://127.0.0.1:6060/debug/pprof/profile",
            Form = "pprof",
            Measure = "cpu",
            Unit = "nanoseconds",
            Duration = TimeSpan.FromSeconds(59),
            Total = 41_300_000_000,
            FunctionCount = 212,
            Functions =
            [
                Function("encoding/json.(*encodeState).string", "encode.go", 9_120_000_000, 9_870_000_000),
                Function("main.(*Feed).<Rank>", "feed.go", 4_030_000_000, 30_100_000_000),
                Function("net/http.(*conn).serve", "server.go", 0, 38_700_000_000),
            ],
            Calls =
            [
                new ProfileCall(0, "all", 41_300_000_000), new ProfileCall(1, "net/http.(*conn).serve", 38_700_000_000), new ProfileCall(2, "main.(*Feed).<Rank>", 30_100_000_000),
                new ProfileCall(3, "encoding/json.(*encodeState).string", 9_870_000_000), new ProfileCall(1, "runtime.gcBgMarkWorker", 2_400_000_000),
            ],
        },
        new CodeProfile
        {
            Name = "heap",
            Source = "http://127.0.0.1:6060/debug/pprof/heap",
            Form = "pprof",
            Measure = "inuse_space",
            Unit = "bytes",
            Total = 0,
            FunctionCount = 0,
            Functions = [],
            Calls = [new ProfileCall(0, "all", 0)],
            Remarks = ["frames that the profile itself asks to drop are left out, and their amounts count for the caller"],
        },
    ];

    private static ProfileFunction Function(string name, string file, long own, long cumulative) => new() { Name = name, File = file, Own = own, Cumulative = cumulative };
}
