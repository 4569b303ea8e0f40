//! Structs that are objects in JSON, their fields the keys.

/// Defines a struct that can be written.
macro_rules! row {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident $(<$life:lifetime>)? {
            $($(#[$note:meta])* $field_visibility:vis $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name $(<$life>)? {
            $($(#[$note])* $field_visibility $field: $type,)*
        }

        impl $(<$life>)? $crate::json::ToJson for $name $(<$life>)? {
            fn write(&self, out: &mut String) {
                let mut object = $crate::json::Object::begin(out);
                $(object.key(stringify!($field), &self.$field);)*
                object.end();
            }
        }
    };
}

/// Defines a struct that can be written and read: keys that must be there, keys that have the default of the struct
/// where they are not (some of which are written first), and structs whose keys stand among its own. Other keys are passed
/// over.
macro_rules! data_row {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $(first { $($(#[$first_note:meta])* $first:ident: $first_type:ty,)* })?
            required { $($(#[$required_note:meta])* $required:ident: $required_type:ty,)* }
            optional { $($(#[$note:meta])* $field:ident: $type:ty,)* }
            inline { $($inline:ident: $inline_type:ty,)* }
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($($(#[$first_note])* pub(super) $first: $first_type,)*)?
            $($(#[$required_note])* pub(super) $required: $required_type,)*
            $($(#[$note])* pub(super) $field: $type,)*
            $(pub(super) $inline: $inline_type,)*
        }

        impl $name {
            fn write_keys(&self, object: &mut $crate::json::Object<'_>) {
                $($(object.key(stringify!($first), &self.$first);)*)?
                $(object.key(stringify!($required), &self.$required);)*
                $(object.key(stringify!($field), &self.$field);)*
                $(self.$inline.write_keys(object);)*
            }

            /// Whether the key is one of its own; its value is read then.
            fn read_key(&mut self, key: &str, reader: &mut $crate::json::Reader<'_>) -> Result<bool, String> {
                match key {
                    $($(stringify!($first) => self.$first = $crate::json::FromJson::read(reader)?,)*)?
                    $(stringify!($required) => self.$required = $crate::json::FromJson::read(reader)?,)*
                    $(stringify!($field) => self.$field = $crate::json::FromJson::read(reader)?,)*
                    _ => return Ok(false $(|| self.$inline.read_key(key, reader)?)*),
                }
                Ok(true)
            }
        }

        impl $crate::json::ToJson for $name {
            fn write(&self, out: &mut String) {
                let mut object = $crate::json::Object::begin(out);
                self.write_keys(&mut object);
                object.end();
            }
        }

        impl $crate::json::FromJson for $name {
            fn read(reader: &mut $crate::json::Reader<'_>) -> Result<Self, String> {
                let mut row = Self::default();
                let mut missing: Vec<&str> = vec![$(stringify!($required)),*];
                reader.object(|reader, key| {
                    missing.retain(|name| *name != key);
                    if !row.read_key(key, reader)? {
                        reader.skip()?;
                    }
                    Ok(())
                })?;
                match missing.first() {
                    None => Ok(row),
                    Some(key) => reader.missing(key),
                }
            }
        }
    };
}

pub(crate) use {data_row, row};
