namespace Agora.Application.Exports;

public enum ExportFormat
{
    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>RFC 4180 with a header.</summary>
    Csv,

    /// <summary>One JSON array of objects.</summary>
    Json,
}

public enum ExportNoun
{
    Posts,
    Users,
    Comments,
}

/// <summary>What spreadsheets would take for a formula.</summary>
public enum FormulaCells
{
    /// <summary>Gets an apostrophe in front.</summary>
    Escape,

    /// <summary>Stays as it is.</summary>
    Keep,
}
