using System.Diagnostics;

namespace Headroom.Experiments.Processes;

/// <summary>What to start.</summary>
/// <param name="Program">The program's path or name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="WorkingDirectory">Where it runs; "/" is a folder that every user may enter.</param>
public sealed record ChildStart(string Program, IReadOnlyList<string> Arguments, string WorkingDirectory = "/")
{
    /// <summary>The user that it runs as; null: ours.</summary>
    public string? User { get; init; }

    /// <summary>Added to our own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The processors that it and all that it starts may use, some of <see cref="Affinity.Own"/>; null: all of these.</summary>
    public IReadOnlyList<int>? Processors { get; init; }

    /// <summary>The file that takes its output; null: only the last lines are kept, in memory.</summary>
    public string? LogPath { get; init; }

    /// <summary>The same as the platform wants it: no shell between, and all of its streams are ours.</summary>
    internal ProcessStartInfo Info()
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = WorkingDirectory,
            UserName = User,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }
}
