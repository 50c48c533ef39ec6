using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;

namespace Headroom.Report.Documents.Audit;

/// <summary>How much the service bears: the capacity where it was searched for, else no more than this run has shown.</summary>
internal static class CapacityChapter
{
    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        (result.Capacity, result.Trust.Valid) switch
        {
            (null, _) => "**The capacity is not known**: the greatest rate within the objectives was not searched for.",
            ({ } capacity, false) => $"Greatest rate within the objectives: {Format.Rate(capacity.Breakpoint)}, **of a run that cannot be trusted**.",
            ({ } capacity, true) => $"Greatest rate within the objectives: **{Format.Rate(capacity.Breakpoint)}**.",
        },
        ShortTable.Of(SafeRates.Of(result)),
        "That the objectives held at a rate says nothing about a greater one. Saturated pools and connections are in the chapter on the backend, with what their detectors saw.",
    ];
}
