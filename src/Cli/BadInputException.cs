namespace Headroom.Cli;

/// <summary>What the user gave cannot be used; every line says what was wrong and what was expected. Ends with exit code 2.</summary>
internal sealed class BadInputException(IReadOnlyList<string> lines) : Exception(string.Join(Environment.NewLine, lines))
{
    public BadInputException(string line)
        : this([line])
    {
    }

    public IReadOnlyList<string> Lines { get; } = lines;
}
