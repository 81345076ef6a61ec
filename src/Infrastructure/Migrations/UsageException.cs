namespace Agora.Migrations;

/// <summary>What the caller gave cannot be used. The message says what and the remedy, and never repeats a secret.</summary>
public class UsageException(string message) : Exception(message);
