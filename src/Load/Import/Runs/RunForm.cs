using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs;

/// <summary>One form of one tool's results.</summary>
/// <param name="Tool">The tool: "k6".</param>
/// <param name="Name">The form: "summary-export".</param>
/// <param name="Matches">
/// Whether a file's name and first bytes look like it; forms are asked in the order of <see cref="RunForms.All"/>.
/// </param>
/// <param name="Read">
/// Reads the file to its end, in bounded memory; null of a file that is whole and has nothing to tell, such as a list of no failures;
/// throws <see cref="RunFormException"/> for what it cannot read.
/// </param>
internal sealed record RunForm(string Tool, string Name, Func<RunHead, bool> Matches, Func<RunSource, ImportedRun?> Read);

/// <summary>What a form is recognised by.</summary>
/// <param name="Name">The file's name without the extension of a compression: "results.jtl".</param>
/// <param name="Text">Its first 64 KiB as text, decompressed; bytes that are no UTF-8 are replaced.</param>
internal sealed record RunHead(string Name, string Text)
{
    /// <summary>The same as they stand in the file: a form that is no text is recognised by them.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether it is a person's report: what it quotes of a tool is no run.</summary>
    public bool IsReport => Path.GetExtension(Name).ToLowerInvariant() is ".md" or ".markdown" or ".html";
}

/// <summary>A file to read.</summary>
/// <param name="Source">How messages and results name it.</param>
/// <param name="Content">Its bytes from the beginning, decompressed; read once, forward.</param>
/// <param name="Stop">Ends the reading.</param>
internal sealed record RunSource(string Source, Stream Content, CancellationToken Stop);

/// <summary>A file is not what it looks like, or is damaged.</summary>
/// <param name="line">The line, from 1; null when the fault is of the file as a whole.</param>
/// <param name="reason">What is wrong, and what was expected.</param>
internal sealed class RunFormException(long? line, string reason) : Exception(reason)
{
    /// <summary>The line, from 1; null when the fault is of the file as a whole.</summary>
    public long? Line { get; } = line;
}
