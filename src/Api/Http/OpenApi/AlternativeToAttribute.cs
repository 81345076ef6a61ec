namespace Agora.Api.Http.OpenApi;

/// <summary>Marks a member that is an alternative to another one, so that an example must not have both.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AlternativeToAttribute : Attribute
{
    /// <summary>Key in the metadata of a schema, which is not written to the document.</summary>
    public const string Metadata = "in-place-of-another";
}
