namespace Agora.Application.Common;

/// <summary>
/// Says of a <see cref="System.Text.Json.JsonElement"/> that it is a JSON object of any members, so that documents can say it too.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AnyObjectAttribute : Attribute;
