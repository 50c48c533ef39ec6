using Headroom.Model.Results;

namespace Headroom.Tests.Unit.Golden;

/// <summary>A plan made by hand: a sort above a scan that throws nearly all rows away.</summary>
internal static class SamplePlanTree
{
    public static PlanStep SortedScan { get; } = new()
    {
        Does = "Limit",
        EstimatedRows = 20,
        Rows = 20,
        Loops = 1,
        Buffers = 6_430,
        Time = TimeSpan.FromMilliseconds(58.4),
        Steps =
        [
            new PlanStep
            {
                Does = "Sort",
                Details = ["sorted by: created_at DESC", "sort: top-N heapsort"],
                EstimatedRows = 41,
                Rows = 20,
                Loops = 1,
                Buffers = 6_430,
                Time = TimeSpan.FromMilliseconds(58.3),
                Steps =
                [
                    new PlanStep
                    {
                        Does = "Seq Scan on clips",
                        Details = ["filter: (user_id = $1)"],
                        EstimatedRows = 41,
                        Rows = 20,
                        Loops = 1,
                        RowsRemoved = 411_980,
                        Buffers = 6_427,
                        Time = TimeSpan.FromMilliseconds(58.1),
                    },
                ],
            },
        ],
    };
}
