namespace Headroom.Model.Plans;

/// <summary>What a service asks of its database, said by somebody instead of seen under load.</summary>
/// <param name="Statements">The statements, in the order of the file.</param>
public sealed record Workload(IReadOnlyList<WorkloadStatement> Statements);

/// <summary>One statement of a workload.</summary>
/// <param name="Name">Its name, unique in the workload.</param>
/// <param name="CallsPerHour">Executions an hour.</param>
/// <param name="Query">Its text, with <c>$n</c> for each value.</param>
/// <param name="Sets">Sets of values in the order of <c>$1, $2</c>; null is SQL's NULL. Empty for a text without any.</param>
public sealed record WorkloadStatement(string Name, double CallsPerHour, string Query, IReadOnlyList<IReadOnlyList<string?>> Sets)
{
    /// <summary>The line of the file on which its text begins, from 1; 0 when it is not from a file.</summary>
    public int Line { get; init; }

    /// <summary>The statement without its values: they are for the server alone.</summary>
    public override string ToString() => $"{nameof(WorkloadStatement)} {Name}";
}
