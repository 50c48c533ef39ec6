namespace Clipper;

/// <summary>The command line or the environment is not usable as given; the message says what was expected. Exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
