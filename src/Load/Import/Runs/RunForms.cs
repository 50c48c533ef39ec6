using Headroom.Load.Import.Runs.K6;

namespace Headroom.Load.Import.Runs;

/// <summary>Every form that can be read, the most telling first.</summary>
internal static class RunForms
{
    public static IReadOnlyList<RunForm> All { get; } =
    [
        .. K6Forms.All,
        .. OtherForms.All,
    ];
}
