using System.Text.Json.Serialization;

namespace Headroom.Model.Evidence;

/// <summary>The project's own tests, run against both arms: they know what no list of requests does.</summary>
/// <param name="Command">The command as it was given, or the key of the plan that holds it.</param>
/// <param name="A">What came of it against the base.</param>
/// <param name="B">What came of it against what is held against the base.</param>
public sealed record ProjectTests(string Command, TestRun A, TestRun B);

/// <summary>One run of a test command.</summary>
/// <param name="ExitCode">Its exit code, 0 when the tests passed; null when it did not end within the time limit.</param>
/// <param name="Time">How long it took.</param>
/// <param name="LastLines">The last lines that it wrote, oldest first; empty when it wrote nothing.</param>
public sealed record TestRun(int? ExitCode, TimeSpan Time, string LastLines)
{
    /// <summary>Whether the tests passed.</summary>
    [JsonIgnore]
    public bool HasPassed => ExitCode == 0;
}
