namespace Headroom.Load.Scenarios;

/// <summary>One mistake in a plan: where it stands, and what was expected there.</summary>
/// <param name="Path">The keys that lead to it, such as <c>flows.browse.requests[0].get</c>; empty for the document.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record PlanError(string Path, int Line, int Column, string Message)
{
    /// <summary>The file, as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The error on one line, in the form that editors link: <c>file:line:column: path: message</c>.</summary>
    public override string ToString() => $"{File}:{Line}:{Column}: {(Path.Length > 0 ? $"{Path}: " : "")}{Message}";
}

/// <summary>Collects the mistakes of a plan, so that a user sees all of them at once.</summary>
public sealed class PlanErrors
{
    private readonly List<PlanError> _errors = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>How many there are so far.</summary>
    public int Count => _errors.Count;

    /// <summary>The mistakes, file by file, in the order of their places.</summary>
    public IReadOnlyList<PlanError> All =>
    [
        .. _errors.GroupBy(static error => error.File, StringComparer.Ordinal)
            .SelectMany(static file => file.OrderBy(static error => error.Line).ThenBy(static error => error.Column)),
    ];

    /// <summary>Adds one.</summary>
    public void Add(PlanError error) => _errors.Add(error);
}
