using System.Runtime.CompilerServices;
using System.Text.Json;
using Headroom.Analyze;
using Headroom.Collect;
using Headroom.Model.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Recorded runs, judged again: the whole way from evidence to result, without a target.</summary>
public sealed class RunGoldenTests
{
    /// <summary>The folders under runs/: each is what a run left on disk, without the values of its parameters.</summary>
    public static TheoryData<string> Runs => [.. Directory.GetDirectories(Folder("")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_recorded_run_is_judged_as_it_was_approved_byte_for_byte(string name)
    {
        var run = RunFolder.Open(Folder(name)).ShouldNotBeNull();

        var result = Auditor.Audit(run.ReadEvidence(), run.ReadPlan(), run.ReadManifest());

        Snapshot.Match($"runs/{name}/result.golden.json", JsonSerializer.Serialize(result, ModelJson.Result) + "\n");
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_recorded_run_holds_no_values_of_parameters(string name) =>
        File.Exists(Path.Combine(Folder(name), "evidence", "parameters.json")).ShouldBeFalse();

    /// <summary>Where the recorded run lies.</summary>
    internal static string FolderOf(string name) => Folder(name);

    private static string Folder(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "runs", name);
}
