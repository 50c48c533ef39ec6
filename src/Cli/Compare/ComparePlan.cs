using Headroom.Cli.Audits;
using Headroom.Cli.Plans;
using Headroom.Model.Plans;

namespace Headroom.Cli.Compare;

/// <summary>The plan that a comparison takes from what its command line does not say.</summary>
/// <param name="Path">The plan's file.</param>
/// <param name="Plan">The plan.</param>
internal sealed record ComparePlan(string Path, Plan Plan)
{
    /// <summary>The folder that its commands run in.</summary>
    public string Folder { get; } = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The environment of its service, which reaches its dependencies itself.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        Plan.Service.Environment.ToDictionary(static pair => pair.Key, pair => Filled(pair.Value), StringComparer.Ordinal);

    /// <summary>The plan, or null when none is asked for.</summary>
    /// <exception cref="BadInputException">It is missing, or has mistakes: all of them.</exception>
    public static ComparePlan? Read(string? path) => path is null ? null : new ComparePlan(path, PlanFile.Read(path));

    /// <summary>The arguments, what they lack taken from the plan.</summary>
    public CompareArguments Complete(CompareArguments arguments) => arguments with
    {
        A = Complete(arguments.A),
        B = Complete(arguments.B),
        Health = arguments.Health ?? Plan.Service.Health,
        Test = arguments.Test ?? Plan.Service.Test,
        Allow = [.. Plan.AllowedTargets, .. arguments.Allow],
    };

    private ArmArguments Complete(ArmArguments arm) => arm.Start is not null || Plan.Service.Start is not { } start
        ? arm
        : arm with { Start = Filled(start), StartName = Plan.Service.PlaceOf("start") };

    private string Filled(string text) => WireText.Fill(text, ServiceStarts.Direct(Plan.Service));
}
