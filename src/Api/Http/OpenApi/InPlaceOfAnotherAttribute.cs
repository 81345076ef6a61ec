namespace Agora.Api.Http.OpenApi;

/// <summary>Says of a member that it is sent in place of another one, so that an example with both would be wrong.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class InPlaceOfAnotherAttribute : Attribute
{
    /// <summary>Where a schema remembers it; metadata is not written into the document.</summary>
    public const string Metadata = "in-place-of-another";
}
