namespace Headroom.Collect;

/// <summary>A source cannot be read; the message says what was tried, what came back, and what to do.</summary>
public sealed class CollectorException(string message) : Exception(message);
