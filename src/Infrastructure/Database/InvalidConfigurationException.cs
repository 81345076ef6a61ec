using Agora.Migrations;

namespace Agora.Infrastructure.Database;

/// <summary>A setting keeps Agora from starting. The message names the setting and the remedy, and never repeats a secret.</summary>
public sealed class InvalidConfigurationException(string message) : UsageException(message);
